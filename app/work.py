"""Asking for work: the wish goes through the door, and somebody is there to fulfil it."""

from __future__ import annotations

import subprocess

from capture import sessions
from capture.site import Site
from data_schemas.rights import Actor
from pipelines import worker

IDLE_AFTER_S = 600.0
_started: list[subprocess.Popen[bytes]] = []


def want(site: Site, who: Actor, session: str) -> None:
    """Ask for a session to be processed; a worker is started if none runs."""
    sessions.want(site, who, session)
    attend(site)


def attend(site: Site) -> None:
    """See that a worker runs; one that died is replaced and goes on where it stopped."""
    if any(helper.poll() is None for helper in _started):
        return
    helper = worker.ensure_worker(site, idle_after_s=IDLE_AFTER_S)
    if helper is not None:
        _started.append(helper)


def stop() -> None:
    """End the workers that were started here: what they had begun is resumed by the next one."""
    while _started:
        helper = _started.pop()
        helper.terminate()
        helper.wait(timeout=30)
