"""The durable side: the only module that knows DBOS.

Doors write down what people want (``wanted_run``, ``cancelled_at``, ``withdrawn_at``); the
worker's sweep starts, stops and finishes the work for it. DBOS knows what is running, artifacts
say what exists, so a worker that dies is continued by the next one and no finished stage is
run again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from dbos import DBOS, DBOSConfig, SetWorkflowID

from capture import closing, offsets, upload
from capture.records import sessions as session_records
from data_schemas.errors import Cancelled, SonmatError
from data_schemas.session import Recording, Session
from pipelines import run, withdraw
from pipelines.progress import ACTIVE, Shown, flow_id, stage_id
from pipelines.stage import Stage
from pipelines.stages import BY_NAME, FOLLOWING, PER_RECORDING, PER_SESSION

if TYPE_CHECKING:
    from capture.records.sessions import Wish
    from capture.site import Site

# Two stages at a time: transcription and motion keep two cores busy between them.
CONCURRENCY = {"cpu": 2, "gpu": 1, "light": 2}
SESSIONS = "sessions"
TELL_EVERY_S = 0.5
SWEEP_EVERY_S = 0.5
CHORES_EVERY_S = 3600.0
LOOK_EVERY_S = 10.0
QUIET = timedelta(minutes=1)
POLL_S = 0.2


class Worker:
    """One process that does the work. ``queues`` are those it takes heavy stages from."""

    def __init__(self, site: Site, queues: tuple[str, ...] = ("cpu", "gpu")) -> None:
        self.site = site
        self.queues = queues
        self.stopped: dict[str, threading.Event] = {}
        self.seen: set[str] = set()

    def start(self) -> None:
        global _worker
        _worker = self
        config: DBOSConfig = {
            "name": "sonmat",
            "system_database_url": self.site.settings.workflow,
            # The same on every start: DBOS gives a dead executor's work to its namesake.
            "executor_id": "worker",
            "application_version": "1",
            "log_level": "CRITICAL",
            "enable_otlp": False,
        }
        DBOS(config=config)
        names = (SESSIONS, "light", *self.queues)
        DBOS.listen_queues(names)
        DBOS.launch()
        for name in names:
            DBOS.register_queue(
                name, worker_concurrency=CONCURRENCY.get(name, 4), polling_interval_sec=POLL_S
            )

    def serve(self, stop: threading.Event, idle_after_s: float | None = None) -> None:
        """Sweep until ``stop`` is set, or until nothing was to do for ``idle_after_s``."""
        busy_at = chores_at = looked_at = time.monotonic()
        self._chores()
        while not stop.is_set():
            if self.sweep():
                busy_at = time.monotonic()
            if idle_after_s is not None and time.monotonic() - busy_at > idle_after_s:
                return
            if time.monotonic() - chores_at > CHORES_EVERY_S:
                self._chores()
                chores_at = time.monotonic()
            if time.monotonic() - looked_at > LOOK_EVERY_S:
                take_up_corrections(self.site, self.site.now())
                looked_at = time.monotonic()
            stop.wait(SWEEP_EVERY_S)

    def _chores(self) -> None:
        upload.sweep(self.site)
        closing.sweep(self.site)

    def stop(self) -> None:
        for event in self.stopped.values():
            event.set()
        DBOS.destroy(workflow_completion_timeout_sec=0)

    def sweep(self) -> bool:
        """Bring what runs in line with what is wanted; True while anything is going on."""
        with self.site.db() as db:
            wishes = session_records.wishes(db)
            gone = session_records.withdrawn(db)
        for session in gone:
            self._halt(session)
            withdraw.finish(self.site, session)
        active = DBOS.list_workflows(name=PROCESS, status=list(ACTIVE), load_input=False)
        running = tuple(flow.workflow_id for flow in active)
        return any([self._follow(wish, running) for wish in wishes])

    def _follow(self, wish: Wish, active: tuple[str, ...]) -> bool:
        running = [flow for flow in active if flow.startswith(f"{wish.session}.")]
        if wish.cancelled:
            if running:
                self._halt(wish.session)
                for flow in running:
                    DBOS.cancel_workflow(flow, cancel_children=True)
            return False
        if running or self._known(flow_id(wish.session, wish.run)):
            return bool(running)
        self.stopped[wish.session] = threading.Event()
        with SetWorkflowID(flow_id(wish.session, wish.run)):
            DBOS.enqueue_workflow(SESSIONS, process_session, wish.session, wish.run)
        return True

    def _known(self, flow: str) -> bool:
        """Whether this run was ever started; asked of DBOS once, since sessions only add up."""
        if flow not in self.seen and DBOS.list_workflows(workflow_ids=[flow], load_input=False):
            self.seen.add(flow)
        return flow in self.seen

    def _halt(self, session: str) -> None:
        self.stopping(session).set()

    def stopping(self, session: str) -> threading.Event:
        """Set when the present run of a session is to stop; a later run has one of its own."""
        return self.stopped.setdefault(session, threading.Event())


def take_up_corrections(site: Site, now: datetime) -> None:
    """Once nobody has corrected a session for a while, search is to find what holds now."""
    with site.db() as db:
        for session in session_records.corrected(db, now - QUIET):
            session_records.want(db, session, now)


_worker: Worker
PROCESS = "process_session"
SYNC = "sync"  # no stage: it makes no artifact, it places recordings on the clock


@DBOS.workflow(name=PROCESS)
def process_session(session: str, number: int) -> None:
    """Recordings side by side, then the session as a whole; motion may still be under way."""
    recordings = _recordings(session)
    handles = {
        (stage, recording): _enqueue(stage, session, recording, number)
        for recording, names in recordings
        for stage in names
    }
    for (stage, _), handle in handles.items():
        if stage == "transcribe":
            handle.get_result(polling_interval_sec=POLL_S)
    for whole in PER_SESSION:
        _enqueue(whole.name, session, None, number).get_result(polling_interval_sec=POLL_S)
    for (stage, recording), handle in handles.items():
        handle.get_result(polling_interval_sec=POLL_S)
        for following in FOLLOWING.get(stage, ()):
            after = _enqueue(following, session, recording, number)
            after.get_result(polling_interval_sec=POLL_S)


@DBOS.step()
def _recordings(session: str) -> list[tuple[str | None, list[str]]]:
    """Recordings and the stages that each can go through; remembered for a resumed run.

    None stands for the session, where there are cameras to be matched.
    """
    found = run.read_session(_worker.site, session)
    jobs: list[tuple[str | None, list[str]]] = [
        (recording.id, [stage.name for stage in PER_RECORDING if _starts(stage, recording)])
        for recording in found.recordings
    ]
    # Nothing that is made depends on it, so it goes beside the rest; one camera needs none.
    return [(None, [SYNC]), *jobs] if found.unplaced else jobs


def _starts(stage: Stage, recording: Recording) -> bool:
    """Whether a stage is begun by itself: one that follows another is run in its wake."""
    if any(stage.name in names for names in FOLLOWING.values()):
        return False
    return recording.has_video or stage.name != "motion"


def _enqueue(stage: str, session: str, recording: str | None, number: int):  # type: ignore[no-untyped-def]
    with SetWorkflowID(stage_id(session, number, stage, recording)):
        queue = "light" if stage == SYNC else BY_NAME[stage].queue
        return DBOS.enqueue_workflow(queue, run_stage, stage, session, recording)


@DBOS.workflow(name="run_stage")
def run_stage(stage: str, session: str, recording: str | None) -> None:
    _run_step(stage, session, recording)


@DBOS.step()
def _run_step(stage: str, session: str, recording: str | None) -> None:
    found = run.read_session(_worker.site, session)
    subject = run.Subject(found, _pick(found, recording))
    teller = _teller(stage, session, recording)
    try:
        if stage == SYNC:
            offsets.search(_worker.site, session, teller)
        else:
            run.ensure(_worker.site, BY_NAME[stage], subject, teller)
    except SonmatError:
        raise
    except Exception as error:
        # A library's message may quote what it worked on: keep the kind of error only.
        raise SonmatError(
            f"The step {stage} failed ({type(error).__name__}): run `sonmat doctor`."
        ) from None


def _pick(session: Session, recording: str | None) -> Recording | None:
    return next((r for r in session.recordings if r.id == recording), None)


def _teller(stage: str, session: str, recording: str | None) -> Callable[[float], None]:
    """A progress function: tells at most twice a second, and stops the stage when asked to."""
    started = time.time()
    stopping = _worker.stopping(session)
    told = 0.0

    def tell(share: float) -> None:
        nonlocal told
        if stopping.is_set():
            raise Cancelled("Stopped as asked; what was finished is kept.")
        if time.time() - told < TELL_EVERY_S:
            return
        told = time.time()
        shown = Shown(stage=stage, share=min(1.0, max(0.0, share)), started=started, at=told)
        DBOS.set_event("progress", shown.model_dump())

    tell(0.0)
    return tell
