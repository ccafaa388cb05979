"""What the names of files tell: a table of the ways in which cameras and recorders name them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath

_FLAGS = re.IGNORECASE | re.DOTALL | re.ASCII
_DAY = r"(?P<day>(?:19|20)\d{6})"
_TIME = r"(?P<time>[0-2]\d[0-5]\d[0-6]\d)"


@dataclass(frozen=True)
class Rule:
    """``pattern`` is of the whole name without its ending.

    Its groups: ``number`` counts recordings, ``chapter`` the parts of one recording, ``day`` and
    ``time`` say when it began, ``prefix`` belongs to the series. ``chaptered``: parts of one
    recording share its number. ``one_device``: a folder of such names is one device's card.
    """

    device: str
    pattern: re.Pattern[str]
    chaptered: bool = False
    one_device: bool = True


def _rule(device: str, pattern: str, chaptered: bool = False, one_device: bool = True) -> Rule:
    return Rule(device, re.compile(pattern, _FLAGS), chaptered, one_device)


RULES: tuple[Rule, ...] = (
    _rule("GoPro", r"G[HXS](?P<chapter>\d\d)(?P<number>\d{4})", chaptered=True),
    _rule("GoPro", r"GOPR(?P<number>\d{4})", chaptered=True),
    _rule("GoPro", r"GP(?P<chapter>\d\d)(?P<number>\d{4})", chaptered=True),
    _rule("DJI", rf"DJI_{_DAY}{_TIME}_(?P<number>\d{{4}})(_\w+)?"),
    _rule("DJI", r"DJI_(?P<number>\d{4})"),
    _rule("Canon", r"MVI_(?P<number>\d{4})"),
    _rule("Sony", r"C(?P<number>\d{4})"),
    _rule("Panasonic", r"P(?P<number>\d{7})"),
    _rule("Nikon", r"DSC_?(?P<number>\d{4,5})"),
    _rule("Zoom", r"ZOOM(?P<number>\d{4})(_\w+)?"),
    _rule("Tascam", r"\d{6}_(?P<number>\d{3,4})(_\w+)?"),
    _rule("phone", rf"(VID|PXL|REC)?[_-]?{_DAY}[_-]{_TIME}(?P<number>\d{{0,3}})([_.~(-].*)?",
          one_device=False),
    _rule("phone", r"IMG_(?P<number>\d{4})", one_device=False),
    _rule("file", r"(?P<prefix>.*?)(?P<number>\d{0,9})", one_device=False),
)  # fmt: skip

# Folders that a card has for itself: what lies in them belongs to the device, whichever it is.
CARD_FOLDERS = re.compile(
    r"DCIM|PRIVATE|M4ROOT|CLIP|MP_ROOT|\d{3}[A-Z0-9_]{5}|DJI_\d{3}", re.IGNORECASE
)


@dataclass(frozen=True)
class Name:
    """``series`` is alike for what one device wrote; ``number`` and ``chapter`` order its files.

    ``at_s``: seconds since 1970, as its clock said.
    """

    series: str
    device: str
    number: int
    chapter: int
    chaptered: bool
    one_device: bool
    at_s: float | None


def read_name(path: str) -> Name:
    """What the name of ``path`` (relative, with ``/``) tells. Every name tells something."""
    file = PurePosixPath(path)
    for rule in RULES:
        found = rule.pattern.fullmatch(file.stem)
        if found:
            groups = found.groupdict()
            prefix = (groups.get("prefix") or "").strip(" _-.").casefold()
            kind = "sound" if file.suffix.casefold() in SOUND_ENDINGS else "picture"
            series = "/".join((_folder(file), rule.device, prefix, kind))
            return Name(
                series=series,
                device=_label(file, rule.device, prefix),
                number=int(groups.get("number") or 0),
                chapter=int(groups.get("chapter") or 0),
                chaptered=rule.chaptered,
                one_device=rule.one_device,
                at_s=_moment(groups.get("day"), groups.get("time")),
            )
    raise AssertionError("the last rule takes every name")


def _folder(file: PurePosixPath) -> str:
    """The folder that stands for the device: above what every card has."""
    parts = list(file.parent.parts)
    while parts and CARD_FOLDERS.fullmatch(parts[-1]):
        parts.pop()
    return "/".join(parts)


def _label(file: PurePosixPath, device: str, prefix: str) -> str:
    folder = _folder(file)
    own = prefix if device == "file" and prefix else device
    return f"{folder}: {own}" if folder else own


def _moment(day: str | None, time: str | None) -> float | None:
    if not day or not time:
        return None
    try:
        return datetime.strptime(day + time, "%Y%m%d%H%M%S").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None


PICTURE_ENDINGS = frozenset({".mp4", ".mov", ".m4v", ".mkv", ".webm", ".avi"})
SOUND_ENDINGS = frozenset({".wav", ".mp3", ".m4a", ".ogg", ".opus", ".flac"})
AVCHD_ENDINGS = frozenset({".mts", ".m2ts"})
# What devices write beside their recordings: small pictures, small copies, lists.
SIDECARS = frozenset(
    {
        ".thm", ".lrv", ".lrf", ".xml", ".cpi", ".mpl", ".bdm", ".bnp", ".tdt", ".tid", ".ctg",
        ".jpg", ".jpeg", ".heic", ".dng", ".gpr", ".hprj", ".zdt", ".aae", ".dat", ".inf", ".sav",
    }
)  # fmt: skip
# Folders of small copies and of the system, as (the folder above or None, the folder).
SKIPPED_FOLDERS = frozenset(
    {
        ("m4root", "sub"), ("m4root", "thmbnl"), (None, "thmbnl"), (None, "lost.dir"),
        (None, "system volume information"), (None, "$recycle.bin"), (None, "lost+found"),
    }
)  # fmt: skip
