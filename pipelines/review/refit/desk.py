"""The door of the confidence: fit it to what people confirmed and corrected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from capture import artifacts, calibrations
from capture.access import require
from capture.allowed import scope
from capture.procedures import get_procedure
from capture.sessions import sessions_of
from data_schemas.artifact import Kind
from data_schemas.calibration import Calibration, Recalibration
from data_schemas.errors import InputError
from data_schemas.rights import Action, Actor
from data_schemas.timeline import Alignment
from data_schemas.value import Value
from pipelines.align.recalibrate import BASE, Judged, calibrate
from pipelines.review.judged import by_step, judged

if TYPE_CHECKING:
    from capture.site import Site


class Refit(Value):
    """What the corrections of a site say about the confidence, and what came of it.

    ``changed``: another confidence holds from now on (or would, in a dry run), for which the
    sessions in ``process_again`` are to be processed. ``outdated`` judged sections do not count,
    since an earlier version placed them.
    """

    calibration: Calibration
    changed: bool
    process_again: tuple[str, ...]
    outdated: int


def refit_confidence(site: Site, who: Actor, dry_run: bool = False) -> Refit:
    """Fit the confidence to what people confirmed and corrected in the sessions ``who`` may read.

    One that is not better on sessions it was not fitted on is not taken: the shipped one holds
    then. Raises InputError where there is too little to say.
    """
    require(site, who, Action.ADMINISTER)
    found = _gather(site, scope(site, who, Action.READ))
    holds = _holds(calibrations.newest(site))
    try:
        made = calibrate(found.judged, holds.number + 1)
    except InputError as error:
        raise InputError(f"{error}{found.hint}") from error
    if not made.better:
        shipped = Recalibration(base=BASE, number=holds.number + 1)
        made = made.model_copy(update={"recalibration": shipped})
    changed = made.recalibration != holds.model_copy(update={"number": holds.number + 1})
    if not changed:
        made = made.model_copy(update={"recalibration": holds})
    elif not dry_run:
        calibrations.keep(site, made, found.timelines)
    return Refit(
        calibration=made,
        changed=changed,
        process_again=found.sessions if changed else (),
        outdated=found.outdated,
    )


class StepQuality(Value):
    """How often the machine's sections of one step were right, of those that people judged."""

    step_id: str
    right: int
    judged: int


def machine_quality(site: Site, who: Actor, procedure: str) -> tuple[StepQuality, ...]:
    """For each step that people judged anywhere, in the written order. It is the only measure of
    the machine here: what nobody looked at says nothing."""
    require(site, who, Action.LIST)
    found: dict[str, tuple[int, int]] = {}
    steps = [one.id for one in get_procedure(site, who, procedure).steps]
    for session in sessions_of(site, who, procedure):
        placed = artifacts.newest(site, session.id, Kind.ALIGNMENT)
        held = artifacts.newest(site, session.id, Kind.TIMELINE)
        if placed is None or held is None or placed.id not in held.parents:
            continue
        told = by_step(artifacts.load(site, placed.id), artifacts.load(site, held.id))
        for step, (right, number) in told.items():
            before = found.get(step, (0, 0))
            found[step] = (before[0] + right, before[1] + number)
    return tuple(
        StepQuality(step_id=step, right=found[step][0], judged=found[step][1])
        for step in steps
        if step in found
    )


def _holds(before: Calibration | None) -> Recalibration:
    """What the aligner uses now: one that was fitted on another shipped confidence it does not."""
    own = before.recalibration if before else Recalibration(base=BASE)
    return own if own.base == BASE else Recalibration(base=BASE, number=own.number)


@dataclass(frozen=True)
class _Found:
    judged: tuple[Judged, ...]
    timelines: tuple[str, ...]
    sessions: tuple[str, ...]
    outdated: int

    @property
    def hint(self) -> str:
        """What to do where sections do not count."""
        if not self.outdated:
            return ""
        return f" {self.outdated} more are placed by an earlier version: process them again."


def _gather(site: Site, sessions: tuple[str, ...]) -> _Found:
    """What people judged, the artifacts it was read from, and the sessions with steps placed."""
    rows: list[Judged] = []
    timelines, aligned, outdated = [], [], 0
    for session in sorted(sessions):
        placed = artifacts.newest(site, session, Kind.ALIGNMENT)
        held = artifacts.newest(site, session, Kind.TIMELINE)
        if placed is None or held is None or placed.id not in held.parents:
            continue
        aligned.append(session)
        alignment: Alignment = artifacts.load(site, placed.id)
        found = judged(alignment, artifacts.load(site, held.id))
        if alignment.recalibration.base != BASE:
            outdated += len(found)
        elif found:
            rows += found
            timelines.append(held.id)
    return _Found(tuple(rows), tuple(timelines), tuple(aligned), outdated)
