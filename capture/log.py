"""What a server and a worker write while they run: what happened, ids and numbers, no content.

One line an event, on standard error, as text or as one JSON object. Two things keep words, names
and paths out of it: our own events have fields of an allow-list, each of one form; and of everybody
else's lines nothing is kept but who wrote it, how grave it is, which kind of error it was and where
in our own code it happened. The text of a library may quote what the library worked on.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal, TextIO, cast

Form = Literal["text", "json"]
OWN = "sonmat"
OURS = ("data_schemas", "capture", "pipelines", "app")
FRAMES = 8
UNFIT = "?"
_ID = re.compile(r"[a-z]{3}-[0-9a-f]{16}")
_WORD = re.compile(r"[a-z][a-z0-9_]{0,31}")
_LOGGER = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,79}")
_LEVELS = ((logging.ERROR, "error"), (logging.WARNING, "warning"), (logging.INFO, "info"))


def _id(value: object) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _word(value: object) -> bool:
    return isinstance(value, str) and _WORD.fullmatch(value) is not None


def _number(value: object) -> bool:
    return isinstance(value, int | float)


# Nothing else is ever written. ``kind`` is a class of errors, told by its name.
FIELDS: dict[str, Callable[[object], bool]] = {
    "session": _id, "recording": _id, "release": _id, "stage": _word, "mode": _word,
    "seconds": _number, "count": _number, "port": _number,
    "kind": lambda value: isinstance(value, type) and issubclass(value, BaseException),
}  # fmt: skip


@dataclass(frozen=True)
class Event:
    """A line of ours, checked when it was made."""

    name: str
    fields: dict[str, str | int | float]
    where: tuple[str, ...] = ()


def say(
    event: str, *, level: int = logging.INFO, error: BaseException | None = None, **fields: object
) -> None:
    """Write one event, such as ``stage.done``. ``error`` gives its kind and where it happened.

    A value that is not what its field may hold becomes ``?``; a field that nobody knows is left
    out. Before ``install`` nothing is written.
    """
    if error is not None:
        fields["kind"] = type(error)
    kept = {name: _kept(name, value) for name, value in fields.items() if name in FIELDS}
    if not _installed:
        return
    where = _where(error.__traceback__) if error is not None else ()
    logging.getLogger(OWN).log(level, Event(event, kept, where))


def _kept(name: str, value: object) -> str | int | float:
    if value is None or not FIELDS[name](value):
        return UNFIT
    if isinstance(value, type):
        return _kind(value)
    return cast("str | int | float", value)


def _kind(error: type) -> str:
    """Name of a class of errors, as long as it is one that stands in code."""
    home = sys.modules.get(error.__module__)
    return error.__name__ if getattr(home, error.__name__, None) is error else "Exception"


_installed = False


def install(form: Form) -> None:
    """From now on all that this process logs comes out this way, and only this way."""
    global _installed
    handler = logging.StreamHandler(_own_way_out())
    handler.setFormatter(Json() if form == "json" else Text())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    if not _installed:
        logging.setLogRecordFactory(_emptied)
        logging.setLoggerClass(_OneWay)
        _take_in_hand()
        logging.captureWarnings(True)
        _on_uncaught()
    logging.getLogger(OWN).setLevel(logging.INFO)
    _installed = True


def _own_way_out() -> TextIO:
    """Standard error as it is now: it is shut for a moment where a library in C would talk."""
    try:
        return os.fdopen(os.dup(sys.stderr.fileno()), "w", buffering=1, encoding="utf-8")
    except (AttributeError, OSError, ValueError):
        return sys.stderr


class _OneWay(logging.Logger):
    """No library gives its lines a way of its own: they all go up to our handler."""

    def addHandler(self, hdlr: logging.Handler) -> None:
        return None

    @property
    def propagate(self) -> bool:
        return True

    @propagate.setter
    def propagate(self, _value: bool) -> None:
        return None


def _take_in_hand() -> None:
    """Loggers that were made before become like those that are made from now on."""
    for logger in list(logging.Logger.manager.loggerDict.values()):
        if type(logger) is logging.Logger:
            logger.handlers.clear()
            logger.__dict__.pop("propagate", None)
            logger.__class__ = _OneWay


class _Foreign:
    """What is left of somebody else's line."""

    def __init__(self, kind: str, where: tuple[str, ...]) -> None:
        self.kind, self.where = kind, where

    def __str__(self) -> str:
        return self.kind or "(no text is kept)"


_made: Callable[..., logging.LogRecord] = logging.LogRecord


def _emptied(*args: Any, **more: Any) -> logging.LogRecord:
    """A record that no handler, ours or not, can read anything out of."""
    record = _made(*args, **more)
    own = isinstance(record.msg, Event) and record.name == OWN
    info = record.exc_info
    record.args = record.exc_info = record.exc_text = record.stack_info = None
    record.threadName = record.processName = None
    if not own:
        kind = _kind(info[0]) if info and info[0] else ""
        record.msg = _Foreign(kind, _where(info[2]) if info else ())
        record.name = _logger_name(record.name)
    return record


def _logger_name(name: str) -> str:
    """The name of the library that it is of; names are code, but anybody may make one up."""
    known = name.split(".")[0] in sys.modules or name in ("root", "py.warnings")
    return name if known and _LOGGER.fullmatch(name) else "other"


def _where(trace: TracebackType | None) -> tuple[str, ...]:
    return tuple(_frames(trace))[-FRAMES:]


def _frames(trace: TracebackType | None) -> Iterator[str]:
    for frame, line in traceback.walk_tb(trace):
        module = str(frame.f_globals.get("__name__", ""))
        if module.split(".")[0] in OURS and module in sys.modules:
            yield f"{module}:{line}"


def _on_uncaught() -> None:
    """Tracebacks would quote values: what nobody catches becomes a line like any other."""

    def uncaught(kind: type[BaseException], error: BaseException, _trace: object) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        say("uncaught", level=logging.ERROR, error=error)

    sys.excepthook = uncaught
    sys.unraisablehook = lambda found: uncaught(
        found.exc_type, found.exc_value or found.exc_type(), None
    )
    threading.excepthook = lambda found: uncaught(
        found.exc_type, found.exc_value or found.exc_type(), None
    )


def told(record: logging.LogRecord) -> dict[str, Any]:
    """A record as the values that may be written of it; everything else on it is ignored."""
    level = next((name for number, name in _LEVELS if record.levelno >= number), "debug")
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    said: dict[str, Any] = {"at": at, "level": level}
    if isinstance(record.msg, Event):
        said |= {"event": record.msg.name, **record.msg.fields}
        where = record.msg.where
    elif isinstance(record.msg, _Foreign):
        said |= {"event": "library", "logger": record.name}
        said |= {"kind": record.msg.kind} if record.msg.kind else {}
        where = record.msg.where
    else:
        said |= {"event": "library", "logger": _logger_name(record.name)}
        where = ()
    return said | ({"where": list(where)} if where else {})


class Json(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(told(record), ensure_ascii=True)


class Text(logging.Formatter):
    """The same for people: time, level, event, then ``name=value``."""

    def format(self, record: logging.LogRecord) -> str:
        said = told(record)
        head = f"{said.pop('at')} {said.pop('level'):<7} {said.pop('event')}"
        where = said.pop("where", [])
        more = [f"{name}={value}" for name, value in said.items()]
        return " ".join([head, *more, *(["at " + " < ".join(reversed(where))] if where else [])])


class Timed:
    """Says when something is done and how long it took, or that it failed."""

    def __init__(self, event: str, **fields: Any) -> None:
        self.event, self.fields = event, fields

    def __enter__(self) -> None:
        self.began = time.monotonic()

    def __exit__(
        self, _kind: object, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        seconds = round(time.monotonic() - self.began, 3)
        if error is None:
            say(f"{self.event}.done", seconds=seconds, **self.fields)
        else:
            level = logging.WARNING
            say(f"{self.event}.failed", level=level, error=error, seconds=seconds, **self.fields)
