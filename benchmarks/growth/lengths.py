"""What a session costs as it gets longer, in every part that is no raw engine.

Sessions as ``benchmarks.timeline.long`` makes them: pictures, a hum, twenty sentences a minute that
name the step they are about, hands and events, sealed as their stages would. What comes after is
the product's own: taken in, windows of movement, steps placed, folded, made findable, found,
moments, the player's scene, a dataset. What listens and looks is measured beside its raw engine
elsewhere (``benchmarks.pipeline``, ``.motion``, ``.transcribe``).

Costs are processor time. ``exponent`` is the slope of cost over length, both as logarithms: 1 is
linear. What a part costs whatever the length makes it smaller at short ones, so it is told over
lengths from ``FROM_MINUTES`` on, and the peer of the longest is the session of that length.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from app.scene import scene
from app.scene.gather import shown_of
from benchmarks.common import say
from benchmarks.release.made import SIGNED
from benchmarks.timeline import long
from capture import artifacts, consent, procedures, sessions
from capture.access import OWNER
from capture.ingest import Intake, ingest
from capture.records import sessions as session_records
from capture.settings import Settings
from capture.site import Site
from capture.sources import Source
from data_schemas.artifact import Kind, Recipe
from data_schemas.clock import TimeMap
from data_schemas.release import Selection
from data_schemas.session import Session
from data_schemas.transcript import Transcript
from pipelines import run
from pipelines.elicit.finding import desk as finding
from pipelines.job import Subject
from pipelines.release import desk as releases
from pipelines.search import desk as searching
from pipelines.stage import Stage
from pipelines.stages import ALIGN, FOLD, PASSAGES, WINDOWS
from tests.hidden import answered_for

MINUTES, ROUNDS, FROM_MINUTES = (1, 5, 20, 60, 120), 3, 20
SMOKE_MINUTES = (0.3, 0.6)
QUESTION = "how is the third part brought into place"
FORMATS = ("hf", "vtt")
STAGES = {
    "windows of movement": WINDOWS,
    "place steps": ALIGN,
    "fold the time line": FOLD,
    "make it findable": PASSAGES,
}
Figures = dict[str, Any]
Took = dict[str, float]


def grown(place: Path, minutes: Sequence[float], rounds: int) -> Figures:
    """Each part's seconds of processor at each length, a minute, and how it grows."""
    recordings = {length: long.recording(60.0 * length) for length in minutes}
    _session(place / "first", minutes[0], recordings[minutes[0]])  # loads what is loaded once
    took: dict[float, list[Took]] = {length: [] for length in minutes}
    for turn in range(rounds):
        for length in minutes:
            took[length].append(_session(place / f"{turn}-{length}", length, recordings[length]))
            say(f"{length} minutes: {took[length][-1]}")
    return {"minutes": list(minutes), "n": rounds, "parts": parts(took, FROM_MINUTES)}


def parts(took: dict[float, list[Took]], from_minutes: float) -> Figures:
    """By part: seconds at each length, and the longest a minute to the peer's a minute."""
    lengths = sorted(took)
    judged = [one for one in lengths if one >= from_minutes]
    judged = judged if len(judged) > 1 else lengths
    few, many = judged[0], judged[-1]
    found = {}
    for name in took[lengths[0]][0]:
        ratios = sorted(
            (b[name] / many) / (a[name] / few) for a, b in zip(took[few], took[many], strict=True)
        )
        slopes = sorted(
            _slope(judged, [took[length][turn][name] for length in judged])
            for turn in range(len(took[few]))
        )
        found[name] = {
            "cpu_s": {f"{one:g}": _rounded(_median(took[one], name)) for one in lengths},
            "a_minute_ms": _rounded(1e3 * _median(took[many], name) / many),
            "peer_minutes": few,
            "peer_a_minute_ms": _rounded(1e3 * _median(took[few], name) / few),
            "ratio": _rounded(median(ratios)),
            "ratio_spread": [_rounded(ratios[0]), _rounded(ratios[-1])],
            "exponent": _rounded(median(slopes)),
            "exponent_spread": [_rounded(slopes[0]), _rounded(slopes[-1])],
            "n": len(ratios),
        }
    return found


def _slope(lengths: Sequence[float], costs: Sequence[float]) -> float:
    return float(np.polyfit(np.log(lengths), np.log(costs), 1)[0])


def _median(rows: Sequence[Took], name: str) -> float:
    return median(row[name] for row in rows)


def _rounded(number: float) -> float:
    return float(f"{number:.3g}")


def _session(folder: Path, minutes: float, data: bytes) -> Took:
    """A new site with one session of that length: seconds of processor by part."""
    settings = Settings(data=folder / "data", site_key_file=folder / "key" / "site.key")
    with closing(Site.open(settings)) as site:
        text = "step,title\n" + "".join(
            f"{n},Bring part {n} into place\n" for n in range(1, long.STEPS + 1)
        )
        procedure = procedures.import_procedure(site, OWNER, text.encode(), "long.csv").id
        source = Source("long.mp4", lambda: io.BytesIO(data))
        took: Took = {}

        def timed(name: str, act: Callable[[], Any]) -> Any:
            began = time.process_time()
            made = act()
            # a clock's tick for what is done in less: a cost of nothing has no logarithm
            took[name] = max(time.process_time() - began, 1e-5)
            return made

        intake = Intake((source,), procedure, "Bench")
        session = timed("take in", lambda: ingest(site, OWNER, intake)).session
        _sealed(site, session, minutes, data)
        for name, stage in STAGES.items():
            timed(name, lambda stage=stage: _through(site, stage, session))
        timed("first question", lambda: searching.search(site, OWNER, QUESTION))
        timed("question", lambda: searching.search(site, OWNER, QUESTION))
        timed("find questions", lambda: finding.find(site, session.id, lambda _share: None))
        timed("scene of the player", lambda: _scene(site, session))
        _may_leave(site, session)
        chosen = Selection(name="all", sessions=(session.id,), formats=FORMATS)
        timed("dataset", lambda: releases.create(site, OWNER, chosen, folder / "out"))
    return took


def _through(site: Site, stage: Stage, session: Session) -> None:
    found = run.read_session(site, session.id)
    run.ensure(site, stage, Subject(found, found.work[0] if stage.per == "recording" else None))


def _scene(site: Site, session: Session) -> None:
    found = sessions.get_session(site, OWNER, session.id)
    scene(shown_of(site, OWNER, found, found.work[0]), "")


def _sealed(site: Site, session: Session, minutes: float, data: bytes) -> None:
    """What the engines would have found."""
    (own,) = session.recordings
    seconds = 60.0 * minutes
    made: dict[Kind, Any] = {
        Kind.PROXY: data,
        Kind.TIME_MAP: TimeMap.identity(),
        Kind.TRANSCRIPT: said(seconds),
        Kind.MOTION: long.hands(seconds),
        Kind.MOVEMENT: long.movement(seconds),
    }
    for kind, value in made.items():
        recipe = Recipe(kind=kind, stage="bench", version="1", parents=(own.original,))
        artifacts.seal(site, recipe, artifacts.session_scope(session.id), value)


def said(seconds: float) -> Transcript:
    """Sentences that name the part that is brought into place in those seconds."""
    spoken = long.words(seconds)
    lines = []
    for line in spoken.utterances:
        number = int(line.start_s / long.EACH_S) % long.STEPS + 1
        words = tuple(
            one.model_copy(update={"text": f"part {number}"}) if n == 2 else one
            for n, one in enumerate(line.words)
        )
        text = " ".join(one.text for one in words)
        lines.append(line.model_copy(update={"words": words, "text": text}))
    return spoken.model_copy(update={"utterances": tuple(lines)})


def _may_leave(site: Site, session: Session) -> None:
    with site.db() as db:
        session_records.set_consent(db, session.id, SIGNED)
    consent.seal(site, session.id, SIGNED)
    answered_for(site, session.id)
