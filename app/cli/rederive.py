"""``sonmat rederive``: what another model or parameter makes anew, beside what holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.base import Json, app, bar_setter, emit, open_site, progress_bar
from data_schemas.errors import InputError

if TYPE_CHECKING:
    from pipelines.rederive.compare import Difference, Placed
    from pipelines.rederive.desk import Extent, Judged, Status
    from pipelines.rederive.plan import Plan

IDLE_AFTER_S = 20.0
rederive = typer.Typer(help="Re-runs, beside what holds.", no_args_is_help=True)
app.add_typer(rederive, name="rederive")

StageOption = Annotated[str, typer.Option(help="Follow this stage's own change only.")]
ProcedureOption = Annotated[str, typer.Option(help="Sessions of this procedure only.")]
SessionArgument = Annotated[str, typer.Argument(show_default=False)]
SomeArgument = Annotated[str | None, typer.Argument(metavar="[SESSION]", show_default=False)]
AllOption = Annotated[bool, typer.Option("--all", help="All sessions that wait.")]


@rederive.command()
def plan(stage: StageOption = "", procedure: ProcedureOption = "", json: Json = False) -> None:
    """Say what would be made anew, and run nothing."""
    from capture.access import OWNER
    from pipelines.rederive import desk

    extent = desk.Extent(stage, procedure)
    with progress_bar() as bar:
        found = desk.plan(open_site(), OWNER, extent, bar_setter(bar, "looking"))
    emit(found, json, _planned(found))


@rederive.command()
def start(
    stage: StageOption = "",
    procedure: ProcedureOption = "",
    at_once: Annotated[int, typer.Option(help="Sessions worked on at a time.")] = 1,
    json: Json = False,
) -> None:
    """Make it in the background; work that people wait for goes first. Starts a worker."""
    from capture.access import OWNER
    from pipelines.rederive import desk
    from pipelines.worker import ensure_worker

    site = open_site()
    extent: Extent = desk.Extent(stage, procedure, at_once)
    with progress_bar() as bar:
        found = desk.start(site, OWNER, extent, bar_setter(bar, "looking"))
    if found.sessions:
        ensure_worker(site, idle_after_s=IDLE_AFTER_S)
    emit(found, json, _planned(found))


@rederive.command()
def stop(json: Json = False) -> None:
    """Make nothing more; what is made already is kept. ``start`` goes on."""
    from capture.access import OWNER
    from pipelines.rederive import desk

    found = desk.stop(open_site(), OWNER)
    emit({"sessions": list(found)}, json, f"{len(found)} sessions are not made any more.")


@rederive.command()
def status(json: Json = False) -> None:
    """How far each session of a re-run is."""
    from capture.access import OWNER
    from pipelines.rederive import desk

    found = desk.status(open_site(), OWNER)
    emit([one.model_dump(mode="json") for one in found], json, _stands(found))


@rederive.command()
def show(session: SessionArgument, json: Json = False) -> None:
    """Before and after, of one session whose new results wait."""
    from capture.access import OWNER
    from pipelines.rederive import desk

    found = desk.preview(open_site(), OWNER, session)
    emit(_plain(found), json, _told(found))


@rederive.command()
def accept(session: SomeArgument = None, every: AllOption = False, json: Json = False) -> None:
    """Let the new results hold."""
    from capture.access import OWNER
    from pipelines.rederive import desk

    site = open_site()
    if _one(session, every):
        found = desk.accept(site, OWNER, str(session))
        emit(_plain(found), json, f"Accepted. {_told(found)}")
        return
    judged = desk.accept_all(site, OWNER)
    emit(judged, json, _judged(judged, "accepted"))


@rederive.command()
def reject(session: SomeArgument = None, every: AllOption = False, json: Json = False) -> None:
    """Keep the old results; the new ones are destroyed."""
    from capture.access import OWNER
    from pipelines.rederive import desk

    site = open_site()
    if _one(session, every):
        desk.keep(site, OWNER, str(session))
        emit({"session": session}, json, "The old results stay.")
        return
    judged = desk.keep_all(site, OWNER)
    emit(judged, json, _judged(judged, "left on the old results"))


def _one(session: str | None, every: bool) -> bool:
    if (session is None) != every:
        raise InputError("Name one session, or give --all.")
    return session is not None


def _planned(found: Plan) -> str:
    if not found.rows:
        return "Nothing is made anew: all that was made is what would be made now."
    lines = [
        f"{row.stage:<15} {row.results:>6} results in {row.sessions} sessions,"
        f" {row.material_s / 3600:.1f} h of recordings"
        + (f", {row.made} of them made already" if row.made else "")
        for row in found.rows
    ]
    total = f"{len(found.sessions)} sessions, {found.material_s / 3600:.1f} h of recordings."
    return "\n".join([*lines, total])


def _stands(found: tuple[Status, ...]) -> str:
    if not found:
        return "No session was re-run."
    lines = [
        f"No. {one.number}  {one.session}  {one.state}"
        + (f"  ({one.stage})" if one.stage else "")
        + (f": {one.problem}" if one.problem else "")
        for one in found
    ]
    states = [one.state for one in found]
    counts = ", ".join(f"{states.count(one)} {one}" for one in dict.fromkeys(states))
    return "\n".join([*lines, f"{counts}."])


def _plain(found: Difference) -> dict[str, Any]:
    """Of what does not fit any more only the number: what people wrote is in the journal."""
    value = found.model_dump(mode="json", exclude={"unplaced"})
    return {**value, "unplaced": [entry.number for entry in found.unplaced]}


def _told(found: Difference) -> str:
    made = f"Made anew: {', '.join(found.made) or 'nothing'}."
    if found.is_same:
        return f"{made} Nothing that people see is otherwise."
    lines = [
        made,
        f"{found.share:.0%} of the time belongs to another step; {len(found.sections)} sections"
        f" moved, came or went ({found.sections_before} before); {found.words_otherwise} of"
        f" {found.words_before} words are others.",
        *(f"  {_section(one)}" for one in found.sections),
        *(f"  found now: {one.kind} {one.step_id}" for one in found.found),
        *(f"  found no more: {one.kind} {one.step_id}" for one in found.gone),
    ]
    if found.unplaced:
        numbers = ", ".join(str(entry.number) for entry in found.unplaced)
        lines.append(f"What people wrote under these numbers fits nowhere any more: {numbers}.")
    return "\n".join(lines)


def _section(one: Placed) -> str:
    def at(part: Any) -> str:
        return "nowhere" if part is None else f"{part.start_s:.1f}-{part.end_s:.1f} s"

    again = f" ({one.occurrence})" if one.occurrence > 1 else ""
    return f"{one.step_id}{again}: {at(one.before)} -> {at(one.after)}"


def _judged(found: Judged, what: str) -> str:
    lines = [f"{len(found.done)} sessions {what}."]
    return "\n".join([*lines, *(f"{session}: {why}" for session, why in found.left.items())])
