"""What DBOS runs: a session, a stage of it, and the steps that it remembers.

A run may be begun on one machine and go on at another one. Whose it is, DBOS's database says: who
has lost it, since it was cancelled or another worker took it over, hears so at the next word about
how far it is, and must stop.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from dbos import DBOS, SetWorkflowID, WorkflowHandle

from capture import offsets
from capture.log import Timed
from data_schemas.errors import Cancelled, SettingsError, SonmatError, StorageFull, StoreAway
from data_schemas.session import Recording, Session
from pipelines import run
from pipelines.deidentify.copying import desk as copying
from pipelines.elicit.finding import desk as finding
from pipelines.elicit.suggesting import desk as suggesting
from pipelines.executors import HEAVY, LIGHT
from pipelines.job import Subject
from pipelines.progress import PROCESS, Shown, stage_id
from pipelines.search.told import desk as telling
from pipelines.stage import Stage
from pipelines.stages import BY_NAME, FACES, FOLLOWING, PER_RECORDING, Piece, can_begin, plan

if TYPE_CHECKING:
    from capture.site import Site

T = TypeVar("T")
POLL_S, HEAVY_POLL_S = 0.2, 1.0
AGAIN_AFTER_S = (1, 2, 4, 8, 15, 30, 60)
TELL_EVERY_S = 1.0
SYNC = "sync"  # no stage: it makes no artifact, it places recordings on the clock
# No stages either: they take what lies in other sessions, or what people said to it.
MOMENTS, SUGGESTIONS, MASKED = finding.STAGE, suggesting.STAGE, copying.STAGE
TOLD = telling.STAGE
# Last, since they take words, steps, movement and answers together; faces after all that
# somebody waits for.
LAST = (MOMENTS, SUGGESTIONS, TOLD, FACES, MASKED)
BESIDE: dict[str, Callable[[Site, str, Callable[[float], None]], object]] = {
    SYNC: offsets.search,
    MOMENTS: finding.find,
    SUGGESTIONS: suggesting.suggest,
    MASKED: copying.make,
    TOLD: telling.tell,
}
_ending = threading.Event()
_running: set[str] = set()
_site: Site


def use(site: Site) -> None:
    """Run on this site from now on, in this process."""
    global _site
    _site = site
    _ending.clear()


def end() -> None:
    """Stages stop at their next word; what was begun is continued by another worker."""
    _ending.set()


def running() -> frozenset[str]:
    """The runs that go on in this process."""
    return frozenset(_running)


@contextmanager
def going_on() -> Iterator[None]:
    """Around a workflow: this process has not let it fall."""
    flow = str(DBOS.workflow_id)
    _running.add(flow)
    try:
        yield
    finally:
        _running.discard(flow)


def gpu_stages(site: Site) -> frozenset[str]:
    """Those that are put on the queue ``gpu``. Raises SettingsError for one that there is not."""
    named = frozenset(site.settings.gpu_stages.split())
    unknown = sorted(named - set(BY_NAME))
    if unknown:
        raise SettingsError(
            f"SONMAT_GPU_STAGES names {unknown[0]}, which is no stage: choose from"
            f" {', '.join(BY_NAME)}."
        )
    return named


def queue_of(site: Site, stage: str) -> str:
    """The queue that a stage goes to at this site."""
    return "gpu" if stage in gpu_stages(site) else BY_NAME[stage].queue


def queue_for(site: Site, stage: str, is_answer: bool) -> str:
    """Where a piece of a session waits. An answer is short, and who gave it waits for its words:
    it does not stand behind what takes minutes."""
    queue = LIGHT if stage in BESIDE else queue_of(site, stage)
    return LIGHT if is_answer and queue == "cpu" else queue


@DBOS.workflow(name=PROCESS)
def process_session(session: str, number: int) -> None:
    with going_on():
        _process(session, number)


def _process(session: str, number: int) -> None:
    """Each piece of the plan begins as soon as what it waits for is done.

    A stage that fails lets everything else that does not need it be finished; then it is told.
    """
    answers = _answers(session)
    waits = plan(answers, _recordings(session), LAST)
    underway: dict[str, tuple[Piece, WorkflowHandle[None]]] = {}
    begun, done, failed = list[Piece](), list[Piece](), list[SonmatError]()
    while True:
        for piece in can_begin(waits, begun, done):
            handle = _enqueue(piece, session, number, piece[1] in answers)
            underway[handle.workflow_id] = piece, handle
            begun.append(piece)
        if not underway:
            break
        queues = {queue_for(_site, stage, of in answers) for (stage, of), _ in underway.values()}
        handles = [handle for _, handle in underway.values()]
        first = DBOS.wait_first(handles, polling_interval_sec=_poll_s(queues))
        piece, handle = underway.pop(first.workflow_id)
        try:
            handle.get_result(polling_interval_sec=POLL_S)
            done.append(piece)
        except SonmatError as error:
            failed.append(error)
    if failed:
        raise failed[0]


def _poll_s(queues: set[str]) -> float:
    """How often it is asked what is done: each time costs, and some pieces take minutes."""
    return HEAVY_POLL_S if queues <= set(HEAVY) else POLL_S


def _read(session: str) -> Session:
    return patiently(lambda: run.read_session(_site, session))


def patiently(do: Callable[[], T]) -> T:
    """Again and again for two minutes while the database or the store is away, or the disk is full.

    What a stage had finished before is known by then, and is not done again.
    """
    for wait_s in AGAIN_AFTER_S:
        try:
            return do()
        except (StoreAway, StorageFull):
            if _ending.wait(wait_s):
                raise
    return do()


@DBOS.step()
def _answers(session: str) -> list[str]:
    found = _read(session)
    return [recording.id for recording in found.recordings if recording.role != "work"]


@DBOS.step()
def _recordings(session: str) -> list[tuple[str | None, list[str]]]:
    """Recordings of the work and the stages that each can go through; remembered for a resumed run.

    None stands for the session, where there are cameras to be matched.
    """
    found = _read(session)
    jobs: list[tuple[str | None, list[str]]] = [
        (recording.id, [stage.name for stage in PER_RECORDING if _starts(stage, recording, found)])
        for recording in found.work
    ]
    # Nothing that is made depends on it, so it goes beside the rest; one camera needs none.
    return [(None, [SYNC]), *jobs] if found.unplaced else jobs


def _starts(stage: Stage, recording: Recording, session: Session) -> bool:
    """Whether a stage is begun by itself: one that follows another is run in its wake."""
    if any(stage.name in names for names in FOLLOWING.values()):
        return False
    if stage.name == FACES and not session.wants_faces:
        return False
    return recording.has_video or stage.name not in ("motion", FACES)


def _enqueue(piece: Piece, session: str, number: int, is_answer: bool) -> WorkflowHandle[None]:
    stage, recording = piece
    with SetWorkflowID(stage_id(session, number, stage, recording)):
        queue = queue_for(_site, stage, is_answer)
        return DBOS.enqueue_workflow(queue, run_stage, stage, session, recording)


@DBOS.workflow(name="run_stage")
def run_stage(stage: str, session: str, recording: str | None) -> None:
    with going_on():
        _run_step(stage, session, recording)


@DBOS.step()
def _run_step(stage: str, session: str, recording: str | None) -> None:
    teller = _teller(stage)
    patiently(lambda: _run(stage, run.read_session(_site, session), recording, teller))


def _run(
    stage: str, session: Session, recording: str | None, teller: Callable[[float], None]
) -> None:
    subject = Subject(session, _pick(session, recording))
    of_it = {"recording": recording} if recording else {}
    try:
        with Timed("stage", stage=stage, session=session.id, **of_it):
            if stage in BESIDE:
                BESIDE[stage](_site, session.id, teller)
            else:
                run.ensure(_site, BY_NAME[stage], subject, teller)
    except SonmatError:
        raise
    except Exception as error:
        # A library's message may quote what it worked on: keep the kind of error only.
        raise SonmatError(
            f"The step {stage} failed ({type(error).__name__}): run `sonmat doctor`."
        ) from None


def _pick(session: Session, recording: str | None) -> Recording | None:
    return next((r for r in session.recordings if r.id == recording), None)


def _teller(stage: str) -> Callable[[float], None]:
    """A progress function: tells at most once a second, and stops the stage when asked to.

    DBOS refuses the word of who has lost the run, with an error that passes every stage.
    """
    started = time.time()
    told = 0.0

    def tell(share: float) -> None:
        nonlocal told
        if _ending.is_set():
            raise Cancelled("Stopped as asked; what was finished is kept.")
        if time.time() - told < TELL_EVERY_S:
            return
        told = time.time()
        shown = Shown(stage=stage, share=min(1.0, max(0.0, share)), started=started, at=told)
        DBOS.set_event("progress", shown.model_dump())

    tell(0.0)
    return tell
