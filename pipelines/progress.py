"""How far a session is, read from beside the worker: no model and no pipeline code is loaded.

The state of a session is derived, never stored: artifacts say what exists, DBOS what is running.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from dbos import DBOSClient
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError

from capture import sessions
from data_schemas.artifact import Kind
from data_schemas.rights import Actor
from data_schemas.session import State
from data_schemas.value import Probability, Value

if TYPE_CHECKING:
    from capture.site import Site

ACTIVE = frozenset({"PENDING", "ENQUEUED", "DELAYED"})


class Shown(Value):
    """One stage's own word: ``share`` done, ``started`` and ``at`` in seconds of the epoch."""

    stage: str
    share: Probability
    started: float
    at: float

    @property
    def left_s(self) -> float | None:
        """Seconds left at the present pace; None while too little is done to tell."""
        if self.share < 0.02:
            return None
        return (self.at - self.started) * (1 - self.share) / self.share


class StageProgress(Value):
    stage: str
    recording: str | None
    status: State
    share: Probability
    left_s: float | None = None


class Progress(Value):
    """``problem`` is the sentence of the first stage that failed."""

    state: State
    stages: tuple[StageProgress, ...] = ()
    problem: str = ""

    @property
    def left_s(self) -> float | None:
        known = [stage.left_s for stage in self.stages if stage.left_s is not None]
        return max(known, default=None)


def flow_id(session: str, number: int) -> str:
    return f"{session}.{number}"


def stage_id(session: str, number: int, stage: str, recording: str | None) -> str:
    return f"{flow_id(session, number)}.{stage}.{recording or 'session'}"


def status(site: Site, who: Actor, session: str) -> Progress:
    """Where a session stands. Raises UnknownError or Denied."""
    found = sessions.get_session(site, who, session)
    if found.withdrawn_at is not None:
        return Progress(state="withdrawn")
    wish = sessions.wish(site, who, session)
    if wish is None:
        return Progress(state="received" if found.recordings else "planned")
    flow, stages, problem = _read(site, flow_id(session, wish.run))
    if wish.cancelled and flow not in ("SUCCESS", "ERROR"):
        return Progress(state="cancelled", stages=stages)
    if flow == "ERROR":
        return Progress(state="failed", stages=stages, problem=problem)
    if flow == "SUCCESS":
        kinds = {artifact.kind for artifact in sessions.artifacts_of(site, who, session)}
        return Progress(state="ready" if Kind.TIMELINE in kinds else "failed", stages=stages)
    return Progress(state="processing", stages=stages)


def _read(site: Site, flow: str) -> tuple[str, tuple[StageProgress, ...], str]:
    """(status of the whole, its stages, first problem) as DBOS has them."""
    client = client_of(site)
    try:
        whole = client.list_workflows(workflow_ids=[flow], load_output=True)
    except OperationalError:
        # No worker has ever run here, so its tables do not exist yet.
        return "", (), ""
    if not whole:
        return "", (), ""
    children = client.list_workflows(workflow_id_prefix=f"{flow}.", load_output=True)
    stages, problem = [], ""
    for child in children:
        name, recording = child.workflow_id.removeprefix(f"{flow}.").split(".", 1)
        stages.append(_stage(client, child, name, recording))
        if child.status == "ERROR" and not problem:
            problem = str(child.error or "")
    return whole[0].status, tuple(stages), problem or str(whole[0].error or "")


def _stage(client: DBOSClient, child, name: str, recording: str) -> StageProgress:  # type: ignore[no-untyped-def]
    share, left = 0.0, None
    if child.status in ACTIVE:
        event = client.get_event(child.workflow_id, "progress", timeout_seconds=0)
        with suppress(ValidationError):
            shown = Shown.model_validate(event)
            share, left = shown.share, shown.left_s
    return StageProgress(
        stage=name,
        recording=None if recording == "session" else recording,
        status=STATES.get(child.status, "processing"),
        share=1.0 if child.status == "SUCCESS" else share,
        left_s=left,
    )


STATES: dict[str, State] = {
    "SUCCESS": "ready",
    "ERROR": "failed",
    "CANCELLED": "cancelled",
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": "failed",
    "ENQUEUED": "received",
}
_clients: dict[str, DBOSClient] = {}


def client_of(site: Site) -> DBOSClient:
    """One client a database, kept: pages ask every second."""
    url = site.settings.workflow
    if url not in _clients:
        _clients[url] = DBOSClient(system_database_url=url)
    return _clients[url]
