"""How far a session is, read from beside the worker: no model and no pipeline code is loaded.

The state of a session is derived, never stored: artifacts say what exists, DBOS what is running.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from dbos import DBOSClient
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError, ProgrammingError

from capture import members, sessions
from capture.records import wishes as wish_records
from data_schemas.artifact import Kind
from data_schemas.clock import in_utc
from data_schemas.rights import Actor
from data_schemas.session import State
from data_schemas.value import Probability, Value

if TYPE_CHECKING:
    from capture.site import Site

PROCESS = "process_session"
BEAT = ".worker.beat"
# A worker begins what is wanted within a second; its clock may differ from the database's.
MARGIN_S = 60.0
EVER = datetime(1970, 1, 1, tzinfo=UTC)
AT_ONCE = 500
NO_TABLES = (OperationalError, ProgrammingError)  # as SQLite says it, and as a server does
ACTIVE = frozenset({"PENDING", "ENQUEUED", "DELAYED"})
FAILED = frozenset({"ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"})


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
        return Progress(state="received" if found.work else "planned")
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
    except NO_TABLES:
        # No worker has ever run here, so its tables do not exist yet.
        return "", (), ""
    if not whole:
        return "", (), ""
    # By what began them, which DBOS keeps an index of: a prefix is looked for in all rows.
    children = client.list_workflows(parent_workflow_id=flow, load_output=True)
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


class Queue(Value):
    """How the worker is doing, in numbers: sessions that wait or are being worked on, since when
    the first of them does, how many the last run of failed, and when the worker last looked.
    """

    waiting: int = 0
    oldest_s: float = 0.0
    failed: int = 0
    looked_s: float | None = None


def queue(site: Site) -> Queue:
    """The same for the checks of the site (no door: numbers only).

    What ended well is not asked for, since that is nearly all there ever was: only what runs, what
    failed, and what the worker may not have begun since it last looked.
    """
    now = site.now()
    looked_s = _looked_s(site, now)
    runs, failed = _flows(site, ACTIVE), _flows(site, FAILED)
    begun_before = EVER if looked_s is None else now - timedelta(seconds=looked_s + MARGIN_S)
    with site.db() as db:
        known = wish_records.wishes_of(db, {one.split(".")[0] for one in (*runs, *failed)})
        fresh = wish_records.wishes_since(db, begun_before)
    wishes = {flow_id(one.session, one.run): one for one in (*known, *fresh) if not one.cancelled}
    new = [flow for flow in wishes if flow not in runs and flow not in failed]
    waiting = [*(one for one in wishes if one in runs), *_unknown(site, new)]
    since = [in_utc(wishes[flow].wanted_at) for flow in waiting]
    return Queue(
        waiting=len(waiting),
        oldest_s=max(((now - at).total_seconds() for at in since), default=0.0),
        failed=sum(flow in failed for flow in wishes),
        looked_s=looked_s,
    )


def beat(site: Site) -> None:
    """The worker says that it is alive (no door)."""
    (site.settings.folder / BEAT).touch()


def _looked_s(site: Site, now: datetime) -> float | None:
    if site.settings.is_shared:
        found, at_server = members.members(site)
        return min((m.silent_s(at_server) for m in found if m.role == "worker"), default=None)
    try:
        at = (site.settings.folder / BEAT).stat().st_mtime
    except OSError:
        return None
    return max(0.0, now.timestamp() - at)


def _flows(site: Site, states: frozenset[str]) -> frozenset[str]:
    """Runs of whole sessions that DBOS has in one of these states."""
    try:
        found = client_of(site).list_workflows(
            name=PROCESS, status=list(states), load_input=False, load_output=False
        )
    except NO_TABLES:
        # No worker has ever run here, so its tables do not exist yet.
        return frozenset()
    return frozenset(one.workflow_id for one in found)


def _unknown(site: Site, flows: list[str]) -> list[str]:
    """Those that no worker has begun yet, or that are begun just now."""
    ended: set[str] = set()
    try:
        for at in range(0, len(flows), AT_ONCE):
            found = client_of(site).list_workflows(
                workflow_ids=flows[at : at + AT_ONCE], load_input=False, load_output=False
            )
            ended |= {one.workflow_id for one in found if one.status not in ACTIVE}
    except NO_TABLES:
        pass
    return [flow for flow in flows if flow not in ended]


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
