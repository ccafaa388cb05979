"""``sonmat process`` and ``sonmat worker``."""

from __future__ import annotations

import signal
import threading
import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.base import Json, app, bar_setter, emit, note, open_site, progress_bar
from data_schemas.errors import SonmatError

if TYPE_CHECKING:
    from capture.site import Site
    from pipelines.progress import Progress

POLL_S = 1.0
TRIES = 5
IDLE_AFTER_S = 20.0


@app.command()
def process(
    session: Annotated[str, typer.Argument(show_default=False)],
    wait: Annotated[bool, typer.Option("--wait", help="Stay until it is done.")] = False,
    faces: Annotated[
        bool, typer.Option("--faces", help="Look for faces, even if nothing is to leave.")
    ] = False,
    json: Json = False,
) -> None:
    """Run or resume the pipeline; starts a worker if none runs."""
    from capture import sessions
    from capture.access import OWNER
    from pipelines.deidentify.desk import look_for_faces
    from pipelines.progress import status
    from pipelines.worker import ensure_worker

    site = open_site()
    if faces:
        look_for_faces(site, OWNER, session)
    else:
        sessions.want(site, OWNER, session)
    if wait:
        progress = follow(site, session)
    else:
        ensure_worker(site, idle_after_s=IDLE_AFTER_S)
        progress = status(site, OWNER, session)
    emit(
        {"session": session, **progress.model_dump(mode="json")},
        json,
        f"{session}: {progress.state}",
    )
    if progress.state == "failed":
        raise SonmatError(progress.problem or "Processing failed: run `sonmat doctor`.")


def follow(site: Site, session: str) -> Progress:
    """Show bars until the session is ready, failed, cancelled or withdrawn."""
    from capture.access import OWNER
    from pipelines.progress import status
    from pipelines.worker import ensure_worker

    helper, tries = None, 0
    with progress_bar() as bar:
        setters: dict[tuple[str, str | None], Any] = {}
        while True:
            progress = status(site, OWNER, session)
            for stage in progress.stages:
                key = (stage.stage, stage.recording)
                if key not in setters:
                    setters[key] = bar_setter(bar, stage.stage)
                setters[key](stage.share)
            if progress.state not in ("processing", "received"):
                return progress
            # A worker that dies is replaced: what it had finished is kept.
            if helper is None or helper.poll() is not None:
                helper = ensure_worker(site, idle_after_s=IDLE_AFTER_S)
                tries += helper is not None
            if tries > TRIES:
                raise SonmatError(
                    "The worker ends again and again: run `sonmat worker` to see why."
                )
            time.sleep(POLL_S)


@app.command()
def worker(
    queues: Annotated[str, typer.Option(help="Queues to take heavy work from.")] = "cpu,gpu",
    idle_after: Annotated[
        float | None, typer.Option(help="Stop after this many seconds without work.")
    ] = None,
) -> None:
    """Run the pipeline's worker until it is stopped."""
    from capture import log
    from capture.settings import load_settings
    from pipelines.worker import run_worker

    log.install(load_settings().log)

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    note("The worker runs; stop it with Ctrl-C.")
    run_worker(open_site(), tuple(q for q in queues.split(",") if q), stop, idle_after)
