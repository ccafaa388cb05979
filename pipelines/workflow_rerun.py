"""The durable side of re-runs: slowly, in the background, and behind what people wait for.

One workflow a session, its stages one after the other in queues of their own: a stage that stands
still for people's work must hold no place that this work needs.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from dbos import DBOS, SetWorkflowID

from capture.log import Timed
from capture.records.reruns import Rerun
from data_schemas.errors import Cancelled, SonmatError
from pipelines import executors, on_ray
from pipelines.executors import HEAVY, LIGHT, served_by
from pipelines.progress import ACTIVE
from pipelines.rederive.making import desk as making
from pipelines.stages import STAGES
from pipelines.workflow_runs import going_on, patiently, queue_of

if TYPE_CHECKING:
    from capture.site import Site

RERUN, ON_RAY = "rerun_session", "rerun_on_ray"
SESSIONS = "reruns"
QUEUE = "rerun-{}"
CONCURRENCY = {SESSIONS: 4, **{QUEUE.format(name): 4 for name in (LIGHT, *HEAVY)}}
POLL_S = 0.5
# So many are looked at in one sweep; a site may want thousands.
IN_SIGHT = 256


class Reruns:
    """What the worker's sweep does about re-runs."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.paused = False
        self.stopped: dict[str, threading.Event] = {}

    def queues(self, taken: tuple[str, ...]) -> tuple[str, ...]:
        """Names of the queues beside those that a worker takes people's work from."""
        global _reruns
        _reruns = self
        own = [QUEUE.format(name) for name in served_by(taken) if name != executors.SESSIONS]
        return (*((SESSIONS,) if QUEUE.format(LIGHT) in own else ()), *own)

    def step(self, busy: bool, closed: Collection[str]) -> bool:
        """Start what has its turn and stop what is not wanted; True while anything is wanted.

        ``busy``: people's own work is going on, so that re-runs stand still. ``closed``: sessions
        on which nothing may run now.
        """
        self.paused = busy
        running = 0
        active = self._active()
        for flow in active:
            session, number = flow.removeprefix("rerun.").rsplit(".", 1)
            if session in closed or not making.is_wanted(self.site, session, int(number)):
                self._halt(flow)
            else:
                running += 1
        wanted = making.wanted(self.site, IN_SIGHT)
        if not busy:
            free = [
                one for one in wanted if flow_id(one) not in active and one.session not in closed
            ]
            if self.site.settings.ray_address:
                self._start_batch(free)
            else:
                self._start(free, running)
        return bool(wanted or active)

    def is_still(self, session: str) -> bool:
        """Whether nothing is made of a session; what is, is told to stop."""
        running = [flow for flow in self._active() if flow.startswith(f"rerun.{session}.")]
        # A batch is broken off for any of its sessions, and begun anew without it.
        running += self._active(ON_RAY)
        for flow in running:
            self._halt(flow)
        return not running

    def stop(self) -> None:
        for event in self.stopped.values():
            event.set()

    def stopping(self, flow: str) -> threading.Event:
        return self.stopped.setdefault(flow, threading.Event())

    def _active(self, name: str = RERUN) -> list[str]:
        found = DBOS.list_workflows(
            name=name, status=list(ACTIVE), load_input=False, load_output=False
        )
        return [flow.workflow_id for flow in found]

    def _halt(self, flow: str) -> None:
        self.stopping(flow).set()
        DBOS.cancel_workflow(flow, cancel_children=True)

    def _start(self, waiting: list[Rerun], running: int) -> None:
        for one in waiting:
            if running >= one.at_once:
                return
            if not self._was_begun(one, flow_id(one)):
                with SetWorkflowID(flow_id(one)):
                    DBOS.enqueue_workflow(SESSIONS, rerun_session, one.session, one.number)
                running += 1

    def _start_batch(self, waiting: list[Rerun]) -> None:
        """One at a time: a cluster gets as many sessions together as were said to be at once."""
        if not waiting or self._active(ON_RAY):
            return
        first = waiting[0]
        batch = [(one.session, one.number) for one in waiting[: first.at_once]]
        flow = f"rerun.ray.{first.session}.{first.number}"
        if not self._was_begun(first, flow):
            with SetWorkflowID(flow):
                DBOS.enqueue_workflow(SESSIONS, rerun_on_ray, batch)

    def _was_begun(self, one: Rerun, flow: str) -> bool:
        """Broken off and neither made nor failed, by an erasure or with its worker: once more."""
        if DBOS.list_workflows(workflow_ids=[flow], load_input=False, load_output=False):
            making.again(self.site, one.session)
            return True
        return False


def flow_id(one: Rerun) -> str:
    return f"rerun.{one.session}.{one.number}"


_reruns: Reruns


@DBOS.workflow(name=RERUN)
def rerun_session(session: str, number: int) -> None:
    """Make what is to be made, in order; who takes another's result waits for it."""
    with going_on():
        _rerun(session, number)


def _rerun(session: str, number: int) -> None:
    for stage, recording in _to_make(session, number):
        name = f"rerun.{session}.{number}.{stage}.{recording or 'session'}"
        with SetWorkflowID(name):
            handle = DBOS.enqueue_workflow(
                QUEUE.format(queue_of(_reruns.site, stage)), rerun_stage, session, number, stage,
                recording,
            )  # fmt: skip
        handle.get_result(polling_interval_sec=POLL_S)
    _finish(session, number)


@DBOS.step()
def _to_make(session: str, number: int) -> list[tuple[str, str | None]]:
    """Remembered for a resumed run."""
    with _failing([(session, number)]):
        return patiently(lambda: making.to_make(_reruns.site, session))


@DBOS.workflow(name="rerun_stage")
def rerun_stage(session: str, number: int, stage: str, recording: str | None) -> None:
    with going_on():
        _make(session, number, stage, recording)


@DBOS.step()
def _make(session: str, number: int, stage: str, recording: str | None) -> None:
    tell = _teller(f"rerun.{session}.{number}")
    with _failing([(session, number)]), Timed("rerun", stage=stage, session=session):
        patiently(lambda: making.make(_reruns.site, session, stage, recording, tell))


@DBOS.step()
def _finish(session: str, number: int) -> None:
    with _failing([(session, number)]):
        patiently(lambda: making.finish(_reruns.site, session, number))


@DBOS.workflow(name=ON_RAY)
def rerun_on_ray(batch: list[tuple[str, int]]) -> None:
    """Several sessions together: a durable step a stage, in which a cluster does the work."""
    with going_on():
        for stage in STAGES:
            _make_many(stage.name, batch)
        for session, number in batch:
            _finish(session, number)


@DBOS.step()
def _make_many(stage: str, batch: list[tuple[str, int]]) -> None:
    site = _reruns.site
    with _failing(batch), Timed("rerun", stage=stage):
        making.make_many(site, batch, stage, partial(on_ray.run_many, site.settings.ray_address))


@contextmanager
def _failing(batch: list[tuple[str, int]]) -> Iterator[None]:
    """What goes wrong is written down, or the sweep would begin it anew for ever."""
    try:
        yield
    except Cancelled:
        raise
    except Exception as error:
        for session, number in batch:
            making.fail(_reruns.site, session, number, error)
        if isinstance(error, SonmatError):
            raise
        raise SonmatError(making.told(error)) from None


def _teller(flow: str) -> Callable[[float], None]:
    """A progress function that stands still while people's own work is going on.

    DBOS refuses the word of who has lost the run, as where another machine was told to stop it.
    """
    stopping, told = _reruns.stopping(flow), 0.0

    def say() -> None:
        nonlocal told
        if stopping.is_set():
            raise Cancelled("Stopped as asked; what was finished is kept.")
        if time.time() - told >= POLL_S:
            told = time.time()
            DBOS.set_event("alive", told)

    def tell(_share: float) -> None:
        say()
        while _reruns.paused:
            stopping.wait(POLL_S)
            say()

    tell(0.0)
    return tell
