"""``sonmat erase``: a part of a recording, or one recording of several, for good."""

from __future__ import annotations

import time
from subprocess import Popen
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.base import Json, app, emit, note, open_site
from app.cli.process import TRIES
from data_schemas.errors import InputError, SonmatError

if TYPE_CHECKING:
    from capture.site import Site
    from pipelines.erasure.plan import Destruction

POLL_S = 0.5
IDLE_AFTER_S = 60.0
WORD = "erase"


@app.command()
def erase(
    session: Annotated[str, typer.Argument(show_default=False)],
    recording: Annotated[str, typer.Option(help="Id of the recording.", show_default=False)],
    start: Annotated[
        float | None, typer.Option("--from", help="First second, on the recording's clock.")
    ] = None,
    end: Annotated[float | None, typer.Option("--to", help="Second at which it ends.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask, as scripts need it.")] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Until the recording is rewritten.")] = False,
    json: Json = False,
) -> None:
    """Erase these seconds from the recording itself; without seconds the whole recording."""
    from capture.access import OWNER
    from data_schemas.clock import Span
    from pipelines.erasure import desk
    from pipelines.worker import ensure_worker

    if (start is None) != (end is None):
        raise InputError("Give both --from and --to, or neither for the whole recording.")
    if start is not None and end is not None and not 0 <= start < end:
        raise InputError("A part must start before it ends: correct the times.")
    site = open_site()
    if start is None or end is None:
        found = desk.preview_recording(site, OWNER, session, recording)
        _agree(found, yes)
        desk.erase_recording(site, OWNER, session, recording, found.confirmation)
    else:
        span = Span(recording=recording, start_s=start, end_s=end)
        found = desk.preview(site, OWNER, session, span)
        _agree(found, yes)
        desk.erase(site, OWNER, session, span, found.confirmation)
    helper = ensure_worker(site, idle_after_s=IDLE_AFTER_S)
    done = _wait(site, session, helper) if wait else False
    emit({**found.model_dump(mode="json"), "done": done}, json, _told(found, done))


def _agree(found: Destruction, yes: bool) -> None:
    for line in _lines(found):
        note(line)
    if not yes and typer.prompt(f"This cannot be undone. Type {WORD}", err=True) != WORD:
        raise InputError("Nothing was erased.")


def _lines(found: Destruction) -> list[str]:
    parts = [
        f"  {part.recording}"
        + ("" if part.is_whole else f" from {part.start_s:g} s to {part.end_s:g} s")
        for part in found.parts
    ]
    lines = ["This is erased for good:", *parts]
    if found.acts:
        lines.append(f"  {len(found.acts)} corrections, answers or know-how cards about it")
    lines.append(f"{found.made} things that were made of it go; most are made anew without it.")
    if found.elsewhere:
        lines.append(f"Not erased, since nobody placed them: {', '.join(found.elsewhere)}.")
    return lines


def _told(found: Destruction, done: bool) -> str:
    text = "Erased." if done else "Nobody can play it any more; the worker rewrites the recording."
    if found.releases:
        text += f" Recall these datasets: {', '.join(found.releases)}."
    if found.handouts:
        text += f" Recall these papers and clips: {', '.join(found.handouts)}."
    return text


def _wait(site: Site, session: str, helper: Popen[bytes] | None) -> bool:
    """Until it is done. Raises SonmatError where workers end again and again."""
    from capture.access import OWNER
    from pipelines.erasure.desk import erasures
    from pipelines.worker import ensure_worker

    tries = 0
    while not all(one.is_done for one in erasures(site, OWNER, session)):
        if tries > TRIES:
            raise SonmatError("The worker ends again and again: run `sonmat worker` to see why.")
        # One that is on its way is waited for; one that died is replaced and goes on.
        if helper is None or helper.poll() is not None:
            helper = ensure_worker(site, idle_after_s=IDLE_AFTER_S)
            tries += helper is not None
        time.sleep(POLL_S)
    return True
