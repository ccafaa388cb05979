"""The durable side, with ``workflow_runs``: the only modules that know DBOS.

Doors write down what people want (``wanted_run``, ``cancelled_at``, ``withdrawn_at``); the
worker's sweep starts, stops and finishes the work for it. DBOS knows what is running, artifacts
say what exists, so a worker that dies is continued by the next one, or by another that is there,
and no finished stage is run again. Of several workers one leads, and it alone sweeps.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from dbos import DBOS, DBOSConfig, SetWorkflowID, WorkflowStatus
from sqlalchemy.exc import InterfaceError, OperationalError

from capture import audit_heads, closing, log, upload
from capture.records import sessions as session_records
from capture.records import wishes as wish_records
from data_schemas.errors import SettingsError, StoreAway
from pipelines import withdraw, workflow_rerun, workflow_runs
from pipelines.erasure.work import Erasing
from pipelines.executors import HEAVY, LIGHT, SESSIONS, served_by
from pipelines.labelstudio.leaving import desk as leaving
from pipelines.progress import ACTIVE, PROCESS, flow_id
from pipelines.wanted import Wanted

if TYPE_CHECKING:
    from capture.records.wishes import Wish
    from capture.site import Site
    from pipelines.executors import Executor
# Two heavy stages at a time: transcription and motion keep two cores busy between them.
SLOW = {"cpu": 2, "gpu": 1}
QUICK = {LIGHT: 3, SESSIONS: 4}
# A queue that is asked costs processor time all day: what takes minutes can wait for a second to
# begin, and nobody waits for a re-run.
QUEUES = ((QUICK, 0.5), (SLOW, 1.0), (workflow_rerun.CONCURRENCY, 2.0))
SWEEP_EVERY_S = 1.0
AWAY_S = 2.0
# As the site says it, and as DBOS does, which asks the same server.
AWAY = (StoreAway, OperationalError, InterfaceError)
QUIET = timedelta(minutes=1)


class Worker:
    """One process that does the work. ``queues`` are those it takes heavy stages from."""

    def __init__(self, site: Site, executor: Executor, queues: tuple[str, ...] = HEAVY) -> None:
        self.site = site
        self.executor = executor
        self.queues = queues
        self.seen: set[str] = set()
        self.erasing = Erasing()
        self.due: dict[Chore, float] = {}
        self.missed: frozenset[str] = frozenset()
        self.wanted = Wanted(site)
        self.reruns = workflow_rerun.Reruns(site)

    def start(self) -> None:
        workflow_runs.gpu_stages(self.site)
        workflow_runs.use(self.site)
        config: DBOSConfig = {
            "name": "sonmat",
            "system_database_url": self.site.settings.workflow,
            # The same on every start: DBOS gives a dead executor's work to its namesake.
            "executor_id": self.executor.name,
            "application_version": "1",
            "log_level": "CRITICAL",
            "enable_otlp": False,
        }
        DBOS(config=config)
        DBOS.listen_queues((*served_by(self.queues), *self.reruns.queues(self.queues)))
        DBOS.launch()
        for queues, poll_s in QUEUES:
            for name, most in queues.items():
                DBOS.register_queue(name, worker_concurrency=most, polling_interval_sec=poll_s)

    def serve(self, stop: threading.Event, idle_after_s: float | None = None) -> None:
        """Work until ``stop`` is set, or until nothing was to do for ``idle_after_s``.

        Raises SettingsError where another process has this worker's name by now.
        """
        busy_at = time.monotonic()
        while not stop.is_set():
            if self.executor.lost:
                raise SettingsError(
                    "Nothing was heard of this worker for too long, so another one took its name:"
                    " start it again."
                )
            try:
                if self.round():
                    busy_at = time.monotonic()
            except AWAY as error:
                # A database that is away for a while ends no worker of several.
                if not self.site.settings.is_shared:
                    raise
                log.say("worker.waits", error=error)
                self.wanted.forget()
                stop.wait(AWAY_S)
            if idle_after_s is not None and time.monotonic() - busy_at > idle_after_s:
                return
            stop.wait(SWEEP_EVERY_S)

    def round(self) -> bool:
        """What is to be done every second; True while anything is going on."""
        busy = self.sweep() if self.executor.leads else self._look_on()
        self.executor.beat()
        for chore, every_s in (OWN | LED if self.executor.leads else OWN).items():
            if time.monotonic() >= self.due.get(chore, 0.0):
                self.due[chore] = time.monotonic() + every_s
                chore(self)
        return busy

    def stop(self) -> None:
        """DBOS first: then nothing is written down any more of what is broken off."""
        DBOS.destroy(workflow_completion_timeout_sec=0)
        workflow_runs.end()
        self.reruns.stop()
        self.erasing.stop()

    def sweep(self) -> bool:
        """Bring what runs in line with what is wanted; True while anything is going on."""
        running = tuple(flow.workflow_id for flow in self._active())
        wishes = self.wanted.look()
        with self.site.db() as db:
            gone = session_records.to_finish(db, {flow.split(".")[0] for flow in running})
        for session in gone:
            self._halt(session, running)
            withdraw.finish(self.site, session)
        erasing = self.erasing.step(self.site, lambda session: self._is_still(session, running))
        free = [wish for wish in wishes if wish.session not in erasing]
        busy = any([bool(erasing or running), *[self._follow(wish, running) for wish in free]])
        return any([busy, self.reruns.step(busy, erasing)])

    def _look_on(self) -> bool:
        """What a worker does that does not lead: re-runs stand still for people's work here too."""
        busy = bool(self._active())
        self.reruns.paused = busy
        self.wanted.forget()  # who leads one day looks at everything first
        return busy

    def _active(self) -> list[WorkflowStatus]:
        return DBOS.list_workflows(name=PROCESS, status=list(ACTIVE), load_input=False)

    def _is_still(self, session: str, active: tuple[str, ...]) -> bool:
        """Whether nothing runs on a session; what does is told to stop."""
        was_running = self._halt(session, active)
        return self.reruns.is_still(session) and not was_running

    def _halt(self, session: str, active: tuple[str, ...]) -> bool:
        """Stop what runs on a session, on whatever machine; whether anything did."""
        running = [flow for flow in active if flow.startswith(f"{session}.")]
        for flow in running:
            DBOS.cancel_workflow(flow, cancel_children=True)
        return bool(running)

    def _follow(self, wish: Wish, active: tuple[str, ...]) -> bool:
        if wish.cancelled:
            self._halt(wish.session, active)
            return False
        running = any(flow.startswith(f"{wish.session}.") for flow in active)
        if running or self._known(flow_id(wish.session, wish.run)):
            return running
        with SetWorkflowID(flow_id(wish.session, wish.run)):
            DBOS.enqueue_workflow(SESSIONS, workflow_runs.process_session, wish.session, wish.run)
        return True

    def _known(self, flow: str) -> bool:
        """Whether this run was ever started; asked of DBOS once, since sessions only add up."""
        if flow not in self.seen and DBOS.list_workflows(workflow_ids=[flow], load_input=False):
            self.seen.add(flow)
        return flow in self.seen


def take_up_corrections(site: Site, now: datetime) -> None:
    """Once nobody has corrected a session for a while, search is to find what holds now."""
    with site.db() as db:
        for session in wish_records.corrected(db, now - QUIET):
            wish_records.want(db, session, now)


def take_over(worker: Worker) -> None:
    """Give what a dead worker had begun to those that are there, each to its own queue."""
    begun = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
    dead = worker.executor.dead({str(flow.executor_id) for flow in begun})
    if dead:
        # No public call does it. To what a living one took over meanwhile nothing happens.
        DBOS._recover_pending_workflows(dead)
        log.say("worker.replaced", count=len(dead))


def sign(worker: Worker) -> None:
    """Each machine keeps signed heads of its own."""
    audit_heads.sign_daily(worker.site)


def tidy(worker: Worker) -> None:
    upload.sweep(worker.site)
    closing.sweep(worker.site)
    leaving.tidy(worker.site)


def _look(worker: Worker) -> None:
    take_up_corrections(worker.site, worker.site.now())


def pick_up(worker: Worker) -> None:
    """Go on with what this process had begun and has let fall, as when the database was away.

    Twice missed is fallen: in between it may just have been taken, or be just over.
    """
    begun = DBOS.list_workflows(
        status="PENDING", executor_id=worker.executor.name, load_input=False, load_output=False
    )
    queues = {flow.workflow_id: flow.queue_name for flow in begun}
    missed = frozenset(queues) - workflow_runs.running()
    for flow in missed & worker.missed:
        DBOS.resume_workflow(flow, queue_name=queues[flow])
        log.say("worker.resumed")
    worker.missed = missed - worker.missed


# What is done now and then, and every how many seconds: by each worker, and by the one that leads.
Chore = Callable[[Worker], None]
OWN: dict[Chore, float] = {pick_up: 10.0, sign: 3600.0}
LED: dict[Chore, float] = {take_over: 2.0, _look: 10.0, tidy: 3600.0}
