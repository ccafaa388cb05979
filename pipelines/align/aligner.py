"""The aligner: read, decode, judge."""

import hashlib
from collections import Counter

import numpy as np

from data_schemas.timeline import Alignment, Segment, StepStatus
from pipelines.align import calibration
from pipelines.align.baselines import Path, argmax, drop_dtw, uniform
from pipelines.align.cite import cite
from pipelines.align.confidence import Judge, probability
from pipelines.align.doubt import alternatives, astray, edges, gaps
from pipelines.align.emissions import Narration, listen
from pipelines.align.model import Reading, read
from pipelines.align.order import findings_of, orders
from pipelines.align.recalibrate import recalibrated
from pipelines.align.repeated import repeated, with_words
from pipelines.align.swaps import with_swaps
from pipelines.align.task import Embed, Matrix, Options, Task
from pipelines.align.undone import undone

DONE_ABOVE, LEFT_OUT_BELOW = 0.6, 0.4
GUESS_AT_MOST = 0.35
LISTED_FROM_IT = 0.98


def align(task: Task, embed: Embed, options: Options | None = None) -> Alignment:
    """Place every step of ``task`` that seems to have been done.

    ``embed`` maps n texts to unit-length f32[n, d] (with e5: its ``query:`` side for all, since
    the comparison is symmetric); it is not called when there is nothing to compare. Segments lie
    inside the recording, in time order, without overlap; start and end are the action's, the
    words about it stand in ``cited``. ``confidence`` is the calibrated probability that the
    segment overlaps the true one with an IoU of at least 0.3, as this site's corrections have
    it where ``options`` brings their recalibration. Deterministic.
    """
    chosen = options or Options()
    if not task.steps or not task.duration_s:
        left_out = (StepStatus(step_id=s.id, status="skipped", probability=0.0) for s in task.steps)
        return Alignment(method=chosen.method, steps=tuple(left_out))
    narration = listen(task, embed)
    reading = read(task, narration, chosen.weights)
    path, reading = decode(task, narration, reading, chosen)
    judge = Judge(task, narration, reading)
    shipped = probability(judge.segments(path), calibration.SEGMENT, calibration.SEGMENT_BIAS)
    done = probability(judge.steps(path, shipped), calibration.STEP, calibration.STEP_BIAS)
    if task.own_list:
        done = np.maximum(done, LISTED_FROM_IT)
    sure = recalibrated(shipped, chosen.recalibration)
    review_below = chosen.review_below
    guess = astray(reading.odds)
    if guess:
        # without a word about it only the written order speaks: a guess, whatever the figures say
        sure, review_below = np.minimum(sure, GUESS_AT_MOST), 1.0
        done = np.clip(done, LEFT_OUT_BELOW, DONE_ABOVE)
    cited = cite(path, narration, reading, chosen.weights.lag_s)
    placed = _segments(task, path, sure, review_below)
    steps = _statuses(task, done)
    found = findings_of(task.steps, task.before, placed, steps)
    flags = orders(found)
    found = with_words(found, repeated(task, narration, reading, placed))
    taken_back = undone(task, narration, reading, placed)
    segments = [
        segment.model_copy(
            update={
                "cited": words,
                "basis": "words" if words else "order",
                "order": flags.get(segment.id, "in_order"),
                **_doubts(task, judge, one),
            }
        )
        for segment, words, one in zip(placed, cited, path, strict=True)
    ]
    rests = _background(task, judge, path) if chosen.method == "hsmm" else []
    ordered = sorted([*segments, *rests], key=lambda segment: segment.start_s)
    return Alignment(
        method=chosen.method,
        segments=tuple(ordered),
        steps=steps,
        findings=(*found, *taken_back),
        recalibration=chosen.recalibration,
        guess=guess,
    )


def _doubts(task: Task, judge: Judge, one: tuple[int, int, int]) -> dict[str, object]:
    k, start, end = one
    start_sd, end_sd = edges(judge.belief, k, start, end)
    others = alternatives(task, judge.belief, k, slice(start, end))
    return {"start_sd_s": start_sd, "end_sd_s": end_sd, "alternatives": others}


def _background(task: Task, judge: Judge, path: Path) -> list[Segment]:
    """Work outside of the steps: what no step covers, as likely as all steps together are not."""
    out = []
    for number, (start, end) in enumerate(gaps(path, task.seconds), 1):
        none = 1.0 - float(judge.inside[start:end].sum(axis=1).mean())
        out.append(
            Segment(
                id=_segment_id(task.id, "", number),
                recording=task.id,
                step_id=None,
                occurrence=number,
                start_s=float(start),
                end_s=min(float(end), task.duration_s),
                confidence=round(min(1.0, max(0.0, none)), 4),
                basis="order",
            )
        )
    return out


def decode(
    task: Task, narration: Narration, reading: Reading, options: Options
) -> tuple[Path, Reading]:
    """Segments ``(step index, start, end)`` in whole seconds by the chosen method.

    With them the reading that they were placed by, in which the order may have changed.
    """
    if options.method == "uniform":
        return uniform(task.seconds, len(task.steps)), reading
    if options.method == "argmax":
        return argmax(reading.speech, options.weights.length_s), reading
    if options.method == "drop_dtw":
        lag = options.weights.lag_s
        return drop_dtw(reading.odds, narration.utterances, task.seconds, lag), reading
    return with_swaps(task, narration, reading, options.weights)


def _segments(task: Task, path: Path, sure: Matrix, review_below: float) -> list[Segment]:
    times: Counter[str] = Counter()
    segments = []
    for (k, start, end), confidence in zip(path, sure.tolist(), strict=True):
        step = task.steps[k].id
        times[step] += 1
        segments.append(
            Segment(
                id=_segment_id(task.id, step, times[step]),
                recording=task.id,
                step_id=step,
                occurrence=times[step],
                start_s=float(start),
                end_s=min(float(end), task.duration_s),
                confidence=round(confidence, 4),
                status="needs_review" if confidence < review_below else "auto",
            )
        )
    return segments


def _segment_id(recording: str, step: str, occurrence: int) -> str:
    """The same occurrence of a step keeps its id when a later run moves its edges."""
    name = f"{recording}\0{step}\0{occurrence}"
    return "seg-" + hashlib.sha256(name.encode()).hexdigest()[:12]


def _statuses(task: Task, done: Matrix) -> tuple[StepStatus, ...]:
    rows = []
    for step, p in zip(task.steps, done.tolist(), strict=True):
        status = "performed" if p > DONE_ABOVE else "skipped" if p < LEFT_OUT_BELOW else "uncertain"
        row = {"step_id": step.id, "status": status, "probability": round(p, 4)}
        rows.append(StepStatus.model_validate(row))
    return tuple(rows)
