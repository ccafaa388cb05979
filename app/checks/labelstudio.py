"""Whether annotators' copies are private, and whether the server that shows them can be used.

Each check is made as far as the ones before it let it; what cannot be seen from here says so.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from app.checks.base import Checkup, judge
from capture.settings import Settings
from data_schemas.errors import SonmatError
from pipelines.labelstudio import trial
from pipelines.labelstudio.connect import connection_of
from pipelines.labelstudio.gateway import Gateway
from pipelines.labelstudio.media.folder import MediaFolder
from pipelines.labelstudio.remote import Connection

HOME = "SONMAT_LS_HOME"
_LISTENS = "0A"
# As /proc/net writes them.
_LOOPBACK = ("0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F")


def examine(settings: Settings) -> Iterator[Checkup]:
    """All of it, in the order in which somebody would mend it."""
    yield from place(settings)
    yield from disk(settings)
    try:
        connection = connection_of(settings)
    except SonmatError as error:
        yield judge("Label Studio's token", False, "cannot be used", str(error))
        return
    yield from network(connection)
    try:
        gateway = Gateway(connection)
    except SonmatError as error:
        yield judge("Label Studio's token", False, "cannot be used", str(error))
        return
    with gateway:
        yield from server(gateway, settings)


def place(settings: Settings) -> Iterator[Checkup]:
    """The folder whose files the server shows."""
    try:
        MediaFolder.of(settings.media_folder)
    except (SonmatError, OSError) as error:
        yield judge("media for annotators", False, "cannot be used", str(error))
    else:
        yield judge("media for annotators", True, "private", "")
    found = settings.ls_class or "not said"
    mend = "Set SONMAT_LS_CLASS to open, internal or restricted: everybody on a server sees all."
    yield judge("protection class", bool(settings.ls_class), found, mend)


def disk(settings: Settings) -> Iterator[Checkup]:
    """The server keeps words and names in the plain; only the disk below can hide them."""
    home = Path(os.environ.get(HOME) or Path.home() / ".local/share/sonmat/labelstudio")
    if home.is_dir():
        private = not home.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
        found = "private" if private else "open to others"
        yield judge("Label Studio's database", private, found, f"Run `chmod 700 {home}`.")
    for name, folder in (("its disk", home), ("disk of the media", settings.media_folder)):
        if folder is not None and folder.is_dir():
            sealed = is_encrypted(folder)
            found = "encrypted" if sealed else "cannot be seen to be encrypted"
            mend = f"What lies in {folder} is plain: it belongs on an encrypted disk, such as LUKS."
            yield judge(name, sealed, found, mend, grade="warn")


def network(connection: Connection) -> Iterator[Checkup]:
    """Who but this machine can come to it."""
    if not connection.is_here:
        safe = connection.url.startswith("https://")
        found = "another machine, " + ("encrypted" if safe else "in the plain")
        mend = "Reach it by https: the token and recorded words go over this connection."
        yield judge("connection to Label Studio", safe, found, mend)
        return
    parts = urlsplit(connection.url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    wide = listens_widely(port)
    if wide is None:
        return
    mend = (
        "Start it with `make labelstudio`, which binds it to 127.0.0.1, and put a proxy with TLS"
        " before it for other machines."
    )
    found = "open to other machines" if wide else "this machine only"
    yield judge("connection to Label Studio", not wide, found, mend)


def server(gateway: Gateway, settings: Settings) -> Iterator[Checkup]:
    """What only the running server tells."""
    try:
        version = gateway.version()
    except SonmatError as error:
        yield judge("Label Studio", False, "cannot be asked", str(error))
        return
    mend = f"Sonmat is tried with {trial.SUPPORTED}: start that with `make labelstudio`."
    yield judge("Label Studio", trial.is_supported(version), version or "no version", mend)
    yield from _told("Label Studio's token", lambda: _token(gateway))
    yield from _told("labelling screen", lambda: _screen(gateway))
    yield from _told("media reachable", lambda: _reached(gateway, settings))
    yield from _told("signing up", lambda: _signing_up(gateway))
    yield from _told("Label Studio's telemetry", lambda: _telemetry(gateway))


def _token(gateway: Gateway) -> tuple[str, str]:
    gateway.whoami()
    return "good", ""


def _screen(gateway: Gateway) -> tuple[str, str]:
    trial.check_screens(gateway)
    return "valid", ""


def _reached(gateway: Gateway, settings: Settings) -> tuple[str, str]:
    found = trial.reached(gateway, MediaFolder.of(settings.media_folder))
    if found.signed_in != 206:
        return f"a part of a file is answered with {found.signed_in}", (
            "Start the server with `make labelstudio` and the same SONMAT_LS_MEDIA."
        )
    if found.stranger < 400 or found.outside < 400:
        return "shown to anybody", "Stop this server: it shows files that nobody signed in for."
    return "by parts, to who is signed in", ""


def _signing_up(gateway: Gateway) -> tuple[str, str]:
    if trial.lets_anybody_sign_up(gateway):
        return "anybody may", "Start the server with `make labelstudio`, which turns it off."
    return "by invitation", ""


def _telemetry(gateway: Gateway) -> tuple[str, str]:
    if trial.phones_home(gateway):
        return "on", "Start the server with `make labelstudio`, which turns it off."
    return "off", ""


def _told(name: str, look: Callable[[], tuple[str, str]]) -> Iterator[Checkup]:
    """``look`` gives what was found, and how to mend it where it is bad."""
    try:
        found, mend = look()
    except SonmatError as error:
        found, mend = "cannot be used", str(error)
    yield judge(name, not mend, found, mend)


def listens_widely(port: int, proc: Path = Path("/proc/net")) -> bool | None:
    """Whether something takes calls on this port from other machines; None where nobody can say."""
    found = []
    for name in ("tcp", "tcp6"):
        try:
            lines = (proc / name).read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            place, state = line.split()[1], line.split()[3]
            address, _, number = place.partition(":")
            if state == _LISTENS and int(number, 16) == port:
                found.append(address in _LOOPBACK)
    return not all(found) if found else None


def is_encrypted(folder: Path, sys: Path = Path("/sys/dev/block")) -> bool:
    """Whether the disk below is one that Linux decrypts (dm-crypt); False where nobody can say."""
    device = folder.stat().st_dev
    return _is_crypt(sys / f"{os.major(device)}:{os.minor(device)}")


def _is_crypt(block: Path) -> bool:
    try:
        if (block / "dm" / "uuid").read_text().startswith("CRYPT-"):
            return True
    except OSError:
        pass
    slaves = block / "slaves"
    below = list(slaves.iterdir()) if slaves.is_dir() else []
    return bool(below) and all(_is_crypt(one) for one in below)
