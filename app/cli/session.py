"""``sonmat ingest``, ``show``, ``withdraw``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.base import Json, app, emit, note, one_of, open_site, read_file
from data_schemas.clock import Interval
from data_schemas.errors import InputError


@app.command()
def ingest(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", show_default=False)],
    procedure: Annotated[str, typer.Option(help="Id of the procedure.", show_default=False)],
    expert: Annotated[str, typer.Option(help="Pseudonym of the expert.", show_default=False)],
    consent: Annotated[
        Path | None, typer.Option(help="YAML or JSON file of what was signed.")
    ] = None,
    transcript: Annotated[
        Path | None, typer.Option(help="SRT, VTT or JSON file to use instead of transcribing.")
    ] = None,
    microphones: Annotated[
        str, typer.Option(help="shared, or one a person: expert_left, expert_right.")
    ] = "shared",
    voice: Annotated[
        str | None,
        typer.Option(
            metavar="FROM-TO", help="Seconds in which only the expert speaks; needs consent."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Take in the recordings of one session."""
    from capture.access import OWNER
    from capture.ingest import Intake
    from capture.ingest import ingest as take_in
    from capture.sources import TextFile

    def text(path: Path | None) -> TextFile | None:
        return TextFile(path.name, read_file(path)) if path else None

    intake = Intake(
        recordings=tuple(_source(path) for path in files),
        procedure=procedure,
        expert=expert,
        consent=text(consent),
        transcript=text(transcript),
        microphones=one_of("--microphones", microphones, ("shared", "expert_left", "expert_right")),
        voice=_seconds(voice) if voice else None,
    )
    done = take_in(open_site(), OWNER, intake)
    answer = {
        "session": done.session.id,
        "recordings": [recording.id for recording in done.session.recordings],
        "duplicate": done.duplicate,
        "sha256": list(done.sha256),
    }
    for path, sha256 in zip(files, done.sha256, strict=True):
        note(f"{path.name}: SHA-256 {sha256}")
    words = "was here already" if done.duplicate else "taken in"
    emit(answer, json, f"{done.session.id} {words}; next: sonmat process {done.session.id} --wait")


def _seconds(text: str) -> Interval:
    """``3-9.5`` as an interval. Raises InputError."""
    start, _, end = text.partition("-")
    try:
        return Interval(start_s=float(start), end_s=float(end))
    except ValueError as error:
        raise InputError("--voice is two seconds with a dash between, like 3-9.5.") from error


def _source(path: Path) -> Any:
    from capture.sources import Source

    if not path.exists():
        raise InputError(f"There is no file {path}.")
    if not path.is_file():
        raise InputError(f"{path} is not a file.")
    return Source(path.name, lambda: path.open("rb"))


@app.command()
def show(session: Annotated[str, typer.Argument(show_default=False)], json: Json = False) -> None:
    """Print a session: transcript, segments, steps, state and what exists of it."""
    from app.cli.views import session_view
    from capture.access import OWNER

    emit(session_view(open_site(), OWNER, session), json)


@app.command()
def withdraw(
    target: Annotated[
        str | None, typer.Argument(metavar="SESSION|EXPERT", show_default=False)
    ] = None,
    code: Annotated[
        str | None, typer.Option(help="The code on the expert's copy, instead of a target.")
    ] = None,
    json: Json = False,
) -> None:
    """End consent: destroy the keys of a session, or of an expert with all sessions."""
    from capture.access import OWNER
    from pipelines.withdraw import withdraw as end
    from pipelines.withdraw import withdraw_by_code

    if (target is None) == (code is None):
        raise InputError("Name a session or an expert, or give the code of one with --code.")
    site = open_site()
    receipt = withdraw_by_code(site, code) if code is not None else end(site, OWNER, target or "")
    text = f"Erased {receipt.artifacts_erased} items of {len(receipt.sessions)} session(s)."
    if receipt.releases_to_recall:
        text += f" Recall these datasets: {', '.join(receipt.releases_to_recall)}."
    if receipt.handouts_to_recall:
        text += f" Recall these papers and clips: {', '.join(receipt.handouts_to_recall)}."
    if receipt.still_out:
        there = ", ".join(receipt.still_out)
        text += f" Still on the Label Studio server, until it answers: {there}."
    emit(receipt, json, text)
