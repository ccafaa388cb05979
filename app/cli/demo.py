"""``sonmat demo``."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.base import Json, app, emit, note, open_site
from data_schemas.errors import SonmatError

if TYPE_CHECKING:
    from capture.site import Site


@app.command()
def demo(
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Stop when it is built.")] = False,
    out: Annotated[Path, typer.Option(help="Folder of the exported dataset.")] = Path("demo-out"),
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8501,
    json: Json = False,
) -> None:
    """Build the synthetic demo session, run everything on it, and serve the app meanwhile.

    With --json the same file is also run through plain openai-whisper and mediapipe, for the
    comparison of wall times.
    """
    site, out = open_site(), out.absolute()
    if no_serve:
        _built(site, out, json)
        return
    from app.cli.serve import serve_app

    # Whoever looks need not wait: the recording plays long before all of it is understood.
    Thread(target=_beside, args=(site, out, json), name="demo", daemon=True).start()
    serve_app("127.0.0.1", port)


def _beside(site: Site, out: Path, json: bool) -> None:
    try:
        _built(site, out, json)
    except SonmatError as error:
        note(f"{error} The app goes on.")


def _built(site: Site, out: Path, json: bool) -> None:
    from app.demo import build

    started = time.monotonic()
    built = build.build(site, _wait)
    figures = build.figures(site, built, out)
    figures["total_wall_s"] = round(time.monotonic() - started, 2)
    figures["raw_wall_s"] = round(build.raw_wall_s(), 2) if json else None
    emit(figures, json, _summary(figures))


def _wait(site: Site, session: str) -> Any:
    from app.cli.process import follow

    note(f"Working on {session}: a minute or two the first time, and it can be watched meanwhile")
    return follow(site, session)


def _summary(figures: dict[str, Any]) -> str:
    words, steps, hands = (figures["to_truth"][part] for part in ("words", "steps", "hands"))
    return f"""\
Synthetic demo session {figures["session"]}: {figures["utterances"]} utterances, \
{figures["words"]} words, {figures["frames_sampled"]} frames, {figures["segments"]} segments, \
{figures["search_hits"]} search hits, {figures["exported_rows"]} rows exported to \
{figures["export"]}
Distance to the truth of this synthetic recording (it says nothing about real work):
  words  {words["wer"]:.1%} wrong, sentences start {words["sentence_start_median_s"]:.2f} s off
  steps  mean overlap (IoU) {steps["mean_iou"]:.2f}, edges {steps["edge_median_s"]:.1f} s off
  hands  found in {hands["left_found"]:.0%} (left) and {hands["right_found"]:.0%} (right) of \
frames, {hands["left_median_px"]:.1f} and {hands["right_median_px"]:.1f} px off"""
