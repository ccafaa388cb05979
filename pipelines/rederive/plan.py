"""What a change of the machine makes anew: pure, over recipes and what is held."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from data_schemas.artifact import Artifact, Kind, Recipe
from data_schemas.session import Recording, Session
from data_schemas.value import Seconds, Value
from pipelines.stage import Stage
from pipelines.stages import BY_NAME, PER_ANSWER, STAGES


@dataclass(frozen=True)
class Piece:
    """One stage's results that are not what it would make now, of a recording or of the whole.

    ``is_made``: the new ones are kept already.
    """

    stage: str
    recording: str | None
    ids: Mapping[Kind, str]
    is_made: bool


def in_order(session: Session) -> tuple[tuple[Stage, Recording | None], ...]:
    """Every stage of a session on what it is run on; what another takes comes before it."""
    answers = [one for one in session.recordings if one.role != "work"]
    of_answers = [(BY_NAME[name], one) for one in answers for name in PER_ANSWER]
    each = [(stage, one) for stage in STAGES if stage.per == "recording" for one in session.work]
    whole = [(stage, None) for stage in STAGES if stage.per == "session"]
    return (*of_answers, *each, *whole)


def is_otherwise(recipes: Mapping[Kind, Recipe], held: Mapping[Kind, Artifact]) -> bool:
    """Whether the stage itself, its parameters or its weights are not those of what is held.

    What it was made from does not count: a correction or another version of the procedure is
    followed without a re-run.
    """
    return any(
        (recipe.stage, recipe.version, recipe.fingerprint, recipe.model_digest)
        != (held[kind].stage, held[kind].version, held[kind].params, held[kind].model_digest)
        for kind, recipe in recipes.items()
    )


def hangs_on(recipes: Mapping[Kind, Recipe], new: Collection[str]) -> bool:
    """Whether any of its inputs is made anew."""
    return any(parent in new for recipe in recipes.values() for parent in recipe.parents)


class Row(Value):
    """One stage of a plan: how many results it makes anew, in how many sessions.

    ``material_s`` are the seconds of recordings in these sessions or, for a stage that works on
    single recordings, of those recordings. ``made``: how many of the results are there already.
    """

    stage: str
    results: int
    sessions: int
    material_s: Seconds
    made: int


class Plan(Value):
    """What depends on a change and nothing else; ``sessions`` in the order of their numbers."""

    rows: tuple[Row, ...] = ()
    sessions: tuple[str, ...] = ()
    material_s: Seconds = 0.0


def plan_of(found: Iterable[tuple[Session, tuple[Piece, ...]]]) -> Plan:
    """The sum over sessions."""
    some = sorted(((s, p) for s, p in found if p), key=lambda one: one[0].number)
    return Plan(
        rows=tuple(row for stage in STAGES if (row := _row(stage.name, some)) is not None),
        sessions=tuple(session.id for session, _ in some),
        material_s=sum(_material_s(session, None) for session, _ in some),
    )


def _row(stage: str, found: list[tuple[Session, tuple[Piece, ...]]]) -> Row | None:
    own = [
        (session, piece) for session, pieces in found for piece in pieces if piece.stage == stage
    ]
    if not own:
        return None
    return Row(
        stage=stage,
        results=len(own),
        sessions=len({session.id for session, _ in own}),
        material_s=sum(_material_s(session, piece.recording) for session, piece in own),
        made=sum(piece.is_made for _, piece in own),
    )


def _material_s(session: Session, recording: str | None) -> float:
    return sum(one.duration_s for one in session.recordings if recording in (None, one.id))
