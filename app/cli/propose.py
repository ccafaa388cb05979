"""``sonmat procedure start``, ``propose`` and ``attach``: for a job that nobody wrote down yet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.base import Json, emit, note, one_of, open_site, writing
from app.cli.procedure import ProcedureArgument, group

if TYPE_CHECKING:
    from pipelines.propose import Proposal, ProposedStep

Sessions = Annotated[list[str], typer.Argument(metavar="SESSION...", show_default=False)]


@group.command("start")
def start(
    title: Annotated[str, typer.Argument(help="What is done, in a few words.", show_default=False)],
    language: Annotated[str, typer.Option(help="What is spoken: ko or en.")] = "ko",
    json: Json = False,
) -> None:
    """Begin a job whose steps are not written yet, to take in recordings of it."""
    from capture.access import OWNER
    from capture.procedures import start_procedure

    spoken = one_of("--language", language, ("ko", "en"))
    made = start_procedure(open_site(), OWNER, title, spoken)
    answer = {"procedure": made.id, "version": made.version, "title": made.title}
    hint = f"{made.id} has no steps yet; next: sonmat ingest FILE --procedure {made.id}"
    emit(answer, json, hint)


@group.command("propose")
def propose(
    sessions: Sessions,
    out: Annotated[
        Path | None, typer.Option(help="File to write: .yaml, .xlsx, .docx, .txt or .csv.")
    ] = None,
    title: Annotated[str, typer.Option(help="What the job is called.")] = "",
    json: Json = False,
) -> None:
    """Propose the steps of a job from what was said in recordings of it."""
    from capture.access import OWNER
    from capture.formats.procedures import WRITERS
    from capture.procedures import get_procedure
    from capture.sessions import get_session
    from pipelines.propose.desk import propose_steps

    form = {"yml": "yaml"}.get(ending := out.suffix[1:].lower() if out else "yaml", ending)
    one_of("The ending of --out", form, tuple(WRITERS))
    site = open_site()
    found = propose_steps(site, OWNER, tuple(sessions))
    job = get_procedure(site, OWNER, get_session(site, OWNER, sessions[0]).procedure)
    data = WRITERS[form](found.procedure(title or job.title))
    if not json:  # which has all of it, and a program's standard error is kept as a log
        _say(found)
    if out:
        with writing(out):
            out.write_bytes(data)
        update = "" if job.steps else f" --update {job.id}"
        note(f"Edit {out}, then: sonmat procedure import {out}{update}")
    answer = {
        "title": title or job.title,
        "file": str(out) if out else None,
        **found.model_dump(mode="json"),
    }
    emit(answer, json, f"{out} was written." if out else data.decode())


@group.command("attach")
def attach(procedure: ProcedureArgument, sessions: Sessions, json: Json = False) -> None:
    """Let sessions whose job has no steps yet follow a procedure."""
    from capture.access import OWNER
    from capture.sessions import follow

    site = open_site()
    done = [follow(site, OWNER, one, procedure) for one in sessions]
    text = "\n".join(f"{one.id} follows it; next: sonmat process {one.id}" for one in done)
    emit({"procedure": procedure, "sessions": [one.id for one in done]}, json, text)


def _say(found: Proposal) -> None:
    """What speaks for each step, for the person who edits the list."""
    for number, step in enumerate(found.steps, 1):
        note(f"{number}. {step.title}: {_seen(step)}")
    for step in found.rare:
        note(f"Left out, {_seen(step)}: {step.title}")
    if found.left_out:
        note(f"{len(found.left_out)} stretches of talk were taken for no step.")


def _seen(step: ProposedStep) -> str:
    first = step.places[0]
    why = ", ".join(first.why) or "what was said before ended"
    times = f"{first.start_s:.0f}-{first.end_s:.0f} s ({why})"
    return f"seen in {step.seen_in} of {step.of}, {times}" if step.of > 1 else times
