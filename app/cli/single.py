"""Commands that work on one file and store nothing: ``transcribe``, ``motion``, ``align``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.base import FileArgument, Json, app, bar_setter, emit, note, progress_bar


@app.command()
def transcribe(
    file: FileArgument,
    language: Annotated[str, typer.Option(help="ko, en or auto.")] = "auto",
    json: Json = False,
) -> None:
    """Transcribe one recording; nothing is stored."""
    from pipelines.transcribe.single import transcribe_file

    if language not in ("ko", "en", "auto"):
        raise typer.BadParameter("--language is ko, en or auto.")
    with progress_bar() as bar:
        answer = transcribe_file(
            file, None if language == "auto" else language, bar_setter(bar, "transcribe")
        )
    text = answer["text"] or " ".join(d["reason"] for d in answer["dropped"])
    emit(answer, json, str(text))


@app.command()
def motion(
    file: FileArgument,
    out: Annotated[Path | None, typer.Option(help="Parquet file to write the track to.")] = None,
    json: Json = False,
) -> None:
    """Find body and hands in one recording; nothing is stored."""
    from pipelines.motion.single import motion_file

    with progress_bar() as bar:
        answer = motion_file(file, out, bar_setter(bar, "motion"))
    emit(
        answer,
        json,
        f"{answer['frames']} frames; body in {answer['pose_rate']:.0%},"
        f" a hand in {answer['hand_rate']:.0%} of them",
    )


@app.command()
def align(source: FileArgument, out: FileArgument) -> None:
    """Align text-only sessions (JSONL, may be gzipped) with their steps; nothing is stored."""
    from pipelines.align.single import align_lines

    count = align_lines(source, out)
    note(f"{count} sessions aligned.")
