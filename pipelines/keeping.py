"""A session that is re-derived keeps what it has: another model alone makes nothing anew in it.

What people bring (a new version of the procedure, a word list, a correction) goes on having its
effect at once; only a change of the machine waits for a re-run and for somebody who accepts it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from capture import artifacts
from capture.records import artifacts as artifact_records
from capture.records import reruns
from data_schemas.artifact import Artifact, Kind
from data_schemas.session import Recording
from pipelines.stage import Stage

if TYPE_CHECKING:
    from capture.site import Site

Inputs = Mapping[Kind, tuple[str, ...]]
OF_PEOPLE = frozenset(
    {Kind.ORIGINAL, Kind.GIVEN_TRANSCRIPT, Kind.PROCEDURE, Kind.GLOSSARY, Kind.ENTRY}
)


def kept(
    site: Site, stage: Stage, session: str, recording: Recording | None, inputs: Inputs
) -> dict[Kind, str]:
    """The stage's results that stay as they are; empty where it is to be run.

    ``inputs`` are the ids that it would be run on.
    """
    with site.db() as db:
        if not reruns.keeps(db, session):
            return {}
    held = {kind: newest(site, stage, session, recording, kind) for kind in stage.makes}
    found = {kind: one for kind, one in held.items() if one is not None}
    if len(found) < len(held) or not all(_holds(site, stage, o, inputs) for o in found.values()):
        return {}
    return {kind: one.id for kind, one in found.items()}


def newest(
    site: Site, stage: Stage, session: str, recording: Recording | None, kind: Kind
) -> Artifact | None:
    """What the stage made last of a kind, of one recording or of the whole, that holds."""
    made = [one for one in artifacts.find(site, session, kind) if one.stage == stage.name]
    if recording is not None:
        made = [one for one in made if recording.original in one.parents]
    return made[-1] if made else None


def _holds(site: Site, stage: Stage, result: Artifact, inputs: Inputs) -> bool:
    with site.db() as db:
        kinds = artifact_records.kinds_of(db, result.parents)
    if len(kinds) < len(set(result.parents)):
        return False
    had: dict[Kind, set[str]] = {}
    for parent, kind in kinds.items():
        had.setdefault(kind, set()).add(parent)
    return still_holds(stage, had, inputs)


def still_holds(stage: Stage, had: Mapping[Kind, set[str]], inputs: Inputs) -> bool:
    """Whether a result stands on what its stage would be given now.

    ``had`` is what it was made from. Kinds of the machine's that a later version of the stage
    began or ceased to take do not count.
    """
    for kind in {*had, *inputs}:
        before, now = had.get(kind, set()), set(inputs.get(kind, ()))
        begun = not before and kind not in OF_PEOPLE
        ceased = not now and kind not in (*stage.needs, *stage.wants)
        if before != now and not (begun or ceased):
            return False
    return True
