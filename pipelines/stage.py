"""A stage: a named, versioned function from values to values, declared with what it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Literal

from pydantic import JsonValue

from data_schemas.artifact import Kind

Per = Literal["recording", "session"]
Values = Mapping[Kind, Any]
Params = Mapping[str, JsonValue]
Keep = Callable[[Kind, Params, Callable[[], Any]], Any]


@dataclass(frozen=True)
class Context:
    """What a running stage may call: tell how far it is, and where to write large results.

    ``recordings`` are the ids of what is worked on: one, or the session's work recordings in
    the order of their transcripts; ``takes`` are the take and the seconds of each, and who listens
    puts takes end to end. ``progress`` takes the share done (0..1) and raises
    Cancelled when somebody wants it to stop. ``sink`` opens the sealed file of a kind that does
    not fit into memory. ``params`` are all that decide the result. ``keep`` gives a part of a
    result under a label: what an earlier attempt sealed, or what ``make`` makes and is sealed now.
    """

    session: str
    recordings: tuple[str, ...]
    duration_s: float
    language: str
    progress: Callable[[float], None]
    sink: Callable[[Kind], BinaryIO]
    params: Mapping[str, JsonValue] = field(default_factory=dict)
    takes: tuple[tuple[int, float], ...] = ()
    keep: Keep = lambda _kind, _label, make: make()


def quiet(_share: float) -> None:
    """Nobody asks how far it is."""


@dataclass(frozen=True)
class Parcel:
    """All that one run of a stage needs, as plain values: for a machine without keys and vault.

    ``original`` are the bytes of the recording, if the stage takes one; ``allow_cut`` as in
    ``Limits``. ``weights`` are digests by name, which that machine must have, too.
    """

    stage: str
    version: str
    values: Values
    original: bytes | None
    allow_cut: bool
    context: Context
    weights: Mapping[str, str]


@dataclass(frozen=True)
class Stage:
    """``needs`` are the kinds it cannot do without, ``wants`` those it uses where there are any.

    An original is handed over as a lazy ``Media``; what is too large for memory is written into
    ``Context.sink`` instead of being returned. ``session_params`` and ``site_params`` name the
    session's own fields and the site's settings that decide the result beside ``params``;
    ``model_params`` are those of them that name weights, for which their digest stands.
    ``recalibrated``: what the site learnt from corrections decides the result, too.
    """

    name: str
    version: str
    per: Per
    needs: tuple[Kind, ...]
    makes: tuple[Kind, ...]
    run: Callable[[Values, Context], Values]
    wants: tuple[Kind, ...] = ()
    models: tuple[str, ...] = ()
    params: Params = field(default_factory=dict)
    session_params: tuple[str, ...] = ()
    site_params: tuple[str, ...] = ()
    model_params: tuple[str, ...] = ()
    recalibrated: bool = False
    queue: str = "cpu"
