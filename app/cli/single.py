"""Commands that work on one file and store nothing: ``transcribe``, ``motion``, ``align``."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.base import (
    FileArgument,
    Json,
    app,
    bar_setter,
    emit,
    note,
    one_of,
    progress_bar,
    read_file,
    writing,
)
from capture.settings import load_settings
from data_schemas.transcript import Transcript

MICROPHONES = ("shared", "expert_left", "expert_right")

if TYPE_CHECKING:
    from pipelines.transcribe.glossary import Terms


@app.command()
def transcribe(
    file: FileArgument,
    language: Annotated[str, typer.Option(help="ko, en or auto.")] = "auto",
    glossary: Annotated[
        Path | None, typer.Option(help="Words of the trade: CSV, YAML or one a line.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="File to write: .srt, .vtt, .txt or .json.")
    ] = None,
    engine: Annotated[str | None, typer.Option(help="openai-whisper or faster-whisper.")] = None,
    model: Annotated[str | None, typer.Option(help="Name or path of Whisper weights.")] = None,
    microphones: Annotated[
        str, typer.Option(help="shared, or one a person: expert_left, expert_right.")
    ] = "shared",
    json: Json = False,
) -> None:
    """Transcribe one recording; nothing is stored."""
    from pipelines.transcribe.single import as_file, as_plain, transcribe_file
    from pipelines.transcribe.transcriber import Options

    settings = load_settings()
    one_of("--language", language, ("ko", "en", "auto"))
    options = Options(
        language=None if language == "auto" else language,
        engine=engine or settings.speech_engine,
        model=model or settings.speech_model,
        microphones=one_of("--microphones", microphones, MICROPHONES),
        terms=_terms(glossary),
    )
    if out is not None:
        as_file(Transcript(language="", engine="none"), out.name)  # refused before the work
    with progress_bar() as bar:
        made = transcribe_file(file, options, bar_setter(bar, "transcribe"))
    if out is not None:
        with writing(out):
            out.write_text(as_file(made, out.name), encoding="utf-8")
    text = made.text or " ".join(one.reason for one in made.dropped)
    emit(as_plain(made, file.name), json, text if out is None else "")
    if not json:
        for remark in (*made.notes, *(made.quality.reasons if made.quality else ())):
            note(remark)


def _terms(path: Path | None) -> Terms:
    from capture.formats.glossaries import parse_glossary
    from pipelines.transcribe.glossary import Terms

    return Terms(parse_glossary(read_file(path), path.name).terms) if path else Terms()


@app.command()
def motion(
    file: FileArgument,
    out: Annotated[Path | None, typer.Option(help="Parquet file to write the track to.")] = None,
    fps: Annotated[
        str | None, typer.Option(help="Frames a second that are looked at, or all.")
    ] = None,
    json: Json = False,
) -> None:
    """Find body and hands in one recording; nothing is stored."""
    from pipelines.motion.options import Options
    from pipelines.motion.single import motion_file

    options = Options(fps=load_settings().motion_fps if fps is None else _rate(fps))
    with progress_bar() as bar:
        answer = motion_file(file, out, options, bar_setter(bar, "motion"))
    emit(
        answer,
        json,
        f"{answer['frames']} frames; body in {answer['pose_rate']:.0%},"
        f" a hand in {answer['hand_rate']:.0%} of them",
    )


def _rate(text: str) -> float | None:
    """Frames a second; None for every frame."""
    if text == "all":
        return None
    with suppress(ValueError):
        if 0 < float(text) <= 240:
            return float(text)
    raise typer.BadParameter("--fps takes a number from more than 0 to 240, or all.")


@app.command()
def align(source: FileArgument, out: FileArgument) -> None:
    """Align text-only sessions (JSONL, may be gzipped) with their steps; nothing is stored."""
    from pipelines.align.single import align_lines

    count = align_lines(source, out)
    note(f"{count} sessions aligned.")
