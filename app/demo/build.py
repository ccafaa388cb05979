"""Take in the demo recording, run the whole way through, and say how far it is from the truth."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import catalogue
from app.demo.truth import distance
from capture import procedures, sessions
from capture.access import DEMO
from capture.formats.procedures import parse_procedure
from capture.ingest import Ingested, Intake, ingest
from capture.sources import Source, TextFile
from data_schemas.errors import InputError, SonmatError
from data_schemas.procedure import Procedure
from data_schemas.release import Selection
from data_schemas.session import Session

if TYPE_CHECKING:
    from capture.site import Site

# in a clone, else where a wheel puts it
FOLDER = next(
    (
        place
        for place in (
            Path(__file__).parents[2] / "examples" / "demo",
            Path(sys.prefix) / "share" / "sonmat" / "demo",
        )
        if place.is_dir()
    ),
    Path(),
)
QUESTION = "How do I know that the bolts are tight enough?"
EXPERT = "Synthetic demo expert"
CONFIRMED_BY = "demo"
NAME = "demo"


@dataclass(frozen=True)
class Variant:
    """The same recording, taught in one language."""

    procedure: str
    transcript: str | None


# There is no Korean voice to be had: the Korean session brings its own hand-timed words.
ENGLISH = Variant("procedure.en.yaml", None)
KOREAN = Variant("procedure.ko.yaml", "ko.json")
Wait = Callable[["Site", str], Any]


@dataclass(frozen=True)
class Built:
    """A demo session and the seconds that it took this time, from intake to searchable."""

    session: Session
    wall_s: float


def build(site: Site, wait: Wait) -> tuple[Built, ...]:
    """Both demo sessions, processed. Everything that is known already is left as it is."""
    built = tuple(_build(site, variant, wait) for variant in (ENGLISH, KOREAN))
    for one in built:
        _confirm_hidden(site, one.session, wait)
    return built


def _build(site: Site, variant: Variant, wait: Wait) -> Built:
    started = time.monotonic()
    session = _take_in(site, variant).session
    _process(site, session, wait)
    return Built(session, round(time.monotonic() - started, 2))


def _take_in(site: Site, variant: Variant) -> Ingested:
    procedure = _procedure(site, variant.procedure)
    text = TextFile(variant.transcript, _read(variant.transcript)) if variant.transcript else None
    recording = _path("recording.mp4")
    return ingest(
        site,
        DEMO,
        Intake(
            recordings=(Source(recording.name, lambda: recording.open("rb")),),
            procedure=procedure.id,
            expert=EXPERT,
            consent=TextFile("consent.yaml", _read("consent.yaml")),
            transcript=text,
        ),
    )


def _procedure(site: Site, name: str) -> Procedure:
    """The demo's procedure, imported once."""
    data = (FOLDER / name).read_bytes()
    made = parse_procedure(data, name, "demo", 1)
    for known in procedures.list_procedures(site, DEMO):
        if (known.title, known.steps) == (made.title, made.steps):
            return known
    return procedures.import_procedure(site, DEMO, data, name)


def _process(site: Site, session: Session, wait: Wait) -> None:
    if sessions.timeline(site, DEMO, session.id) is not None:
        return
    sessions.want(site, DEMO, session.id)
    progress = wait(site, session.id)
    if progress.state != "ready":
        raise SonmatError(
            progress.problem or f"The demo session is {progress.state}: run `sonmat doctor`."
        )


def figures(site: Site, built: tuple[Built, ...], out: Path) -> dict[str, Any]:
    """Counts of everything that was made, and the distance of the English session to the truth.

    ``wall_s`` is that session's own, to be held against ``raw_wall_s``.
    """
    from pipelines.search.desk import search

    first = built[0].session.id
    timeline = sessions.timeline(site, DEMO, first)
    transcript = sessions.transcript(site, DEMO, first)
    track = sessions.motion(site, DEMO, first)
    if timeline is None or transcript is None or track is None:
        raise SonmatError("The demo session is not complete: run `sonmat demo` again.")
    truth = json.loads(_read("truth.json"))
    rows, place = _export(site, tuple(one.session for one in built), out)
    return {
        "session": first,
        "sessions": [one.session.id for one in built],
        "utterances": len(timeline.utterances),
        "words": transcript.word_count,
        "frames_sampled": len(track),
        "segments": len(timeline.segments),
        "search_hits": len(search(site, DEMO, QUESTION)),
        "exported_rows": rows,
        "export": str(place),
        "to_truth": distance(truth, _path("joints.parquet"), timeline, transcript, track),
        "synthetic": True,
        "wall_s": built[0].wall_s,
    }


def _export(site: Site, built: tuple[Session, ...], out: Path) -> tuple[int, Path]:
    """Rows and place of the demo dataset; what lies at ``out`` already is kept, never replaced."""
    from pipelines.release.desk import create, find_at

    chosen = tuple(session.id for session in built)
    place, number = out, 1
    while place.exists():
        made = find_at(site, DEMO, place)
        if made is not None and made.sessions == chosen:
            return made.rows, place
        number += 1
        place = out.with_name(f"{out.name}-{number}")
    wanted = Selection(name=NAME, sessions=chosen)
    return create(site, DEMO, wanted, place, catalogue.say).rows, place


def _confirm_hidden(site: Site, session: Session, wait: Wait) -> None:
    """Say that what is to be hidden is: there is nobody real in it, and the decision says so."""
    from pipelines.deidentify import desk

    held = desk.decision(site, DEMO, session.id)
    if held is None or held.words is None:  # a folder from before words were asked about
        desk.confirm(site, DEMO, session.id, CONFIRMED_BY, synthetic=True)
        wait(site, session.id)  # for the masked copy


def raw_wall_s() -> float:
    """Seconds that plain openai-whisper and then plain mediapipe take on the same recording."""
    started = time.monotonic()
    command = [sys.executable, "-m", "app.demo.raw", str(_path("recording.mp4"))]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if done.returncode != 0:
        raise SonmatError("The plain run for comparison failed: run `sonmat doctor`.")
    return time.monotonic() - started


def _path(name: str) -> Path:
    path = FOLDER / "recording" / name
    if not path.is_file():
        raise InputError(
            "The demo recording is not here: install Sonmat again, or run `sonmat demo` in a clone"
            " of the repository."
        )
    return path


def _read(name: str) -> bytes:
    return _path(name).read_bytes()
