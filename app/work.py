"""Asking for work: the wish goes through the door, and somebody is there to fulfil it."""

from __future__ import annotations

import subprocess

from capture import sessions
from capture.site import Site
from data_schemas.rights import Actor
from pipelines import worker

IDLE_AFTER_S = 600.0
PATIENCE_S = 5.0
_is_elsewhere = False
_started: list[subprocess.Popen[bytes]] = []


def want(site: Site, who: Actor, session: str) -> None:
    """Ask for a session to be processed; a worker is started if none runs."""
    sessions.want(site, who, session)
    attend(site)


def leave_to_others() -> None:
    """A worker runs as a service of its own: from now on none is started here."""
    global _is_elsewhere
    _is_elsewhere = True


def attend(site: Site) -> None:
    """See that a worker runs; one that died is replaced and goes on where it stopped."""
    if _is_elsewhere or any(helper.poll() is None for helper in _started):
        return
    helper = worker.ensure_worker(site, idle_after_s=IDLE_AFTER_S)
    if helper is not None:
        _started.append(helper)


def stop() -> None:
    """End the workers that were started here: what they had begun is resumed by the next one.

    One in the middle of a long stage does not hear before that ends, and is not waited for.
    """
    while _started:
        helper = _started.pop()
        helper.terminate()
        try:
            helper.wait(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            helper.kill()
            helper.wait()
