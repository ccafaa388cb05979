"""From the sessions that passed the gate to the rows of a release: sides, and what still stays."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from data_schemas.release import Refusal, Split, Wanted
from data_schemas.session import Session
from pipelines.release.alike import Path, Ties, Work, alike, shingles, wrist_path
from pipelines.release.aside import Aside
from pipelines.release.bundle import Part
from pipelines.release.narrow import narrowed, wants
from pipelines.release.parts import Parts, Source, in_order, sessions_of
from pipelines.release.quality.looked import Looked, Once, look
from pipelines.release.records import records
from pipelines.release.rows import Rows, lay
from pipelines.release.split import SALT, split_by_expert

TWICE = "nearly the same work is here already, of somebody whose split is another one"
UNWANTED = "none of its labels is of those that were asked for"


@dataclass(frozen=True)
class Prepared:
    """``splits``: the side of everybody in it. ``twins``: sessions that are nearly the same.
    ``looked``: what figures need of each session, so that none is gathered again for them."""

    parts: Sequence[Part]
    records: Rows
    splits: dict[str, Split]
    refused: tuple[Refusal, ...] = ()
    twins: tuple[tuple[str, ...], ...] = ()
    looked: tuple[Looked, ...] = ()


@dataclass(frozen=True)
class _Read:
    """What is held of a session once it was gone through: where its rows lie, and little else."""

    rows: tuple[int, int]
    work: Work
    looked: Looked


@dataclass(frozen=True)
class _Reading:
    """``aside`` takes the rows and the hashes of words; ``once`` holds equal values once."""

    ordered: Sequence[Part]
    wanted: Wanted
    aside: Aside
    once: Once


def prepare(
    parts: Sequence[Part], wanted: Wanted, known: Mapping[str, Split], salt: str = SALT
) -> Prepared:
    """``known``: the side of everybody whom a release held before. Nobody changes it: where work
    that is nearly the same belongs to people on two sides, the later sessions stay here.

    Each session is gathered once, and once more for its motion where its words are another's.
    """
    reading = _Reading(in_order(parts), wanted, Aside(), Once())
    read = [_read(reading, at) for at in range(len(reading.ordered))]
    twins = _twins(read)
    late = frozenset(_late([one.looked.session for one in read], twins, known))
    empty = _empty(read, wanted).difference(late)
    left = [one for one in read if one.work.session not in late | empty]
    splits = _splits(left, twins, known, salt)
    rows = Rows(reading.aside, {one.work.session: one.rows for one in left}, splits)
    stay = (*_stay(sorted(late), TWICE), *_stay(sorted(empty), UNWANTED))
    return Prepared(
        parts=_kept(reading.ordered, frozenset(one.work.session for one in left), (rows, wanted)),
        records=rows,
        splits=splits,
        refused=stay,
        twins=tuple(_still(twins, left)),
        looked=tuple(one.looked for one in left),
    )


def _read(reading: _Reading, at: int) -> _Read:
    ordered, aside = reading.ordered, reading.aside
    part = ordered[at]
    found = shingles(" ".join(one.text for one in part.spoken))
    hashes = aside.put(found.tobytes())
    session = part.session
    return _Read(
        rows=lay(aside, [row for row in records(part, "train") if wants(reading.wanted, row)]),
        # the session and its words are asked for again, not held
        work=Work(
            session.id, session.expert, len(found),
            lambda: np.frombuffer(aside.get(hashes), np.uint64),
            lambda: _path(ordered[at]),
        ),
        looked=look(part, reading.once),
    )  # fmt: skip


def _path(part: Part) -> Path | None:
    track = part.track()
    if track is None:
        return None
    rows = part.kept_rows(track)
    return wrist_path(track.t_us[rows] / 1e6, track.pose_xyz[rows])


def _twins(read: Sequence[_Read]) -> tuple[tuple[str, ...], ...]:
    ties = Ties(one.work.session for one in read)
    for one, other in alike([found.work for found in read]):
        ties.tie(one, other)
    return ties.groups()


def _late(
    sessions: Iterable[Session], twins: Iterable[tuple[str, ...]], known: Mapping[str, Split]
) -> Iterator[str]:
    """Sessions on another side than the first that is like them."""
    by_id = {one.id: one for one in sessions}
    for many in twins:
        ordered = sorted((by_id[one] for one in many), key=lambda one: one.number)
        sided = [one for one in ordered if one.expert in known]
        yield from (one.id for one in sided if known[one.expert] != known[sided[0].expert])


def _empty(read: Sequence[_Read], wanted: Wanted) -> frozenset[str]:
    """Sessions of which every row was left out; of those that never had any others judge."""
    if wanted == Wanted():
        return frozenset()
    return frozenset(one.work.session for one in read if not one.rows[1])


def _splits(
    left: Sequence[_Read],
    twins: Iterable[tuple[str, ...]],
    known: Mapping[str, Split],
    salt: str,
) -> dict[str, Split]:
    people = {one.work.session: one.work.person for one in left}
    together = [{people[one] for one in many if one in people} for many in twins]
    return split_by_expert(people.values(), salt, known, together)


def _stay(sessions: Iterable[str], reason: str) -> tuple[Refusal, ...]:
    return tuple(Refusal(session=one, reason=reason, reasons=(reason,)) for one in sessions)


def _still(twins: Iterable[tuple[str, ...]], left: Sequence[_Read]) -> Iterator[tuple[str, ...]]:
    here = {one.work.session for one in left}
    kept = (tuple(one for one in many if one in here) for many in twins)
    return (many for many in kept if len(many) > 1)


def _kept(
    ordered: Sequence[Part], left: Collection[str], chosen: tuple[Rows, Wanted]
) -> Sequence[Part]:
    """The sessions that are left, each narrowed to its rows when it is asked for."""
    rows, wanted = chosen

    def gather(at: int) -> Part:
        part = ordered[at]
        return narrowed(part, wanted, {row.id for row in rows.of(part.session.id)})

    return Parts(
        [
            Source(session, partial(gather, at))
            for at, session in enumerate(sessions_of(ordered))
            if session.id in left
        ]
    )
