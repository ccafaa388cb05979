"""Files of another site, read out of a folder, an object store or over https.

Nothing is believed of what comes: no more is read than was asked for, no link is followed, no
redirect, no proxy. Who made it is for the reader to check.
"""

from __future__ import annotations

import http.client
import os
import socket
import ssl
import stat
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

from capture import remote
from data_schemas.errors import InputError, StoreAway, StoreError

# A small file in all; of a large one the beginning, and then each silence.
SMALL_S, SILENT_S = 60.0, 30.0
CHUNK = 1 << 20
Pieces: TypeAlias = Generator[bytes, None, None]
HOW = (
    "name a folder, an address such as https://plant.example/sonmat without password, ? and #, or"
    " one of an object store."
)


@dataclass(frozen=True)
class Place:
    """Where files of another site lie; make it with ``place_of``."""

    kind: Literal["folder", "store", "https"]
    text: str


def place_of(text: str) -> Place:
    """``text``: a folder, ``https://…``, or ``s3://…`` and its like. Raises InputError."""
    if not remote.is_remote(text):
        try:
            return Place("folder", str(Path(text).expanduser().absolute()))
        except (ValueError, RuntimeError):
            raise InputError(f"That is no address: {HOW}") from None
    kind = text.split("://")[0]
    if kind in remote.STORES:
        return Place("store", text.rstrip("/"))
    try:
        parts = urlsplit(text)
        usable = kind == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not all(33 <= ord(sign) < 127 and sign not in "@?#\\" for sign in text):
        raise InputError(f"That is no address: {HOW}")
    return Place("https", text.rstrip("/"))


def read(place: Place, name: str, most: int) -> bytes:
    """The file ``name`` of a place, of at most ``most`` bytes.

    Raises InputError for one that is missing, larger or no plain file, StoreError where the place
    refuses, StoreAway where it does not answer.
    """
    return b"".join(_bounded(place, name, most, SMALL_S))


def copy(place: Place, name: str, target: Path, most: int) -> None:
    """The same for a large file, into the new file ``target``, open to this user alone."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(target, flags, 0o600), "wb") as file:
        for piece in _bounded(place, name, most, None):
            file.write(piece)


def _bounded(place: Place, name: str, most: int, all_s: float | None) -> Iterator[bytes]:
    left = most
    with closing(_pieces(place, name, most, all_s)) as pieces:
        for piece in pieces:
            left -= len(piece)
            if left < 0:
                raise InputError(_too_large(name, most))
            yield piece


def _pieces(place: Place, name: str, most: int, all_s: float | None) -> Pieces:
    if place.kind == "folder":
        return _of_folder(Path(place.text), name)
    if place.kind == "store":
        return remote.pieces(place.text, name)
    return _of_https(place.text, name, most, all_s)


def _of_folder(folder: Path, name: str) -> Pieces:
    """A pipe would be waited for, and a link may lead anywhere: plain files only."""
    try:
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        with os.fdopen(os.open(folder / name, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise InputError(f"{name} is not a plain file there: ask its site for it.")
            while piece := file.read(CHUNK):
                yield piece
    except FileNotFoundError:
        raise InputError(_missing(name)) from None
    except (OSError, ValueError):
        raise InputError(f"{name} cannot be read there: ask its site for it.") from None


def _of_https(address: str, name: str, most: int, all_s: float | None) -> Pieces:
    ends = None if all_s is None else time.monotonic() + all_s
    with _answer(f"{address}/{name}", until_end=all_s is not None) as answer:
        if 300 <= answer.status < 400:
            raise InputError(f"{name} is said to lie elsewhere: ask its site for the new address.")
        if answer.status in (404, 410):
            raise InputError(_missing(name))
        if answer.status != 200:
            raise StoreError(f"{name} is refused there ({answer.status}): ask its site.")
        if answer.length is not None and answer.length > most:
            raise InputError(_too_large(name, most))
        while piece := answer.read1(CHUNK):
            yield piece
            if ends is not None and time.monotonic() > ends:
                raise StoreAway(f"{name} comes too slowly: try again later.")
        if answer.length:
            raise StoreAway(f"{name} was cut short on its way: try again.")


@contextmanager
def _answer(url: str, *, until_end: bool) -> Iterator[http.client.HTTPResponse]:
    """``http.client`` asks no proxy and follows no redirect. One byte now and then is no silence:
    what has not begun, or must be over, in time is cut off."""
    parts = urlsplit(url)
    host = str(parts.hostname)
    line = http.client.HTTPSConnection(
        host, parts.port, timeout=SILENT_S, context=ssl.create_default_context()
    )
    watch = threading.Timer(SMALL_S, _cut, (line,))
    watch.daemon = True
    watch.start()
    try:
        line.request("GET", parts.path, headers={"Accept-Encoding": "identity"})
        answer = line.getresponse()
        if not until_end:
            watch.cancel()
        yield answer
    except ssl.SSLCertVerificationError:
        raise StoreError(
            f"The certificate of {host} is not one that this machine trusts: ask its site."
        ) from None
    except (OSError, http.client.HTTPException, ValueError, AttributeError):
        raise StoreAway(f"{host} does not answer: check the address, or try again later.") from None
    finally:
        watch.cancel()
        line.close()


def _cut(line: http.client.HTTPSConnection) -> None:
    with suppress(OSError, AttributeError):
        line.sock.shutdown(socket.SHUT_RDWR)


def _missing(name: str) -> str:
    return f"There is no {name} at that address: check it, or ask its site."


def _too_large(name: str, most: int) -> str:
    return f"{name} is larger than the {most} bytes that it may have: ask its site."
