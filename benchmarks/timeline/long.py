"""An hour of work that nobody did: as much of everything as a long session has.

Sealed as its stages would seal it, without running them: 1,200 utterances of ten words, 200
sections of 20 steps, hands fifteen times a second, an event every nine seconds, and sound. The
picture is grain, so that the file is as large as a real one and is not fetched whole by accident.
"""

from __future__ import annotations

import io
import tempfile
from dataclasses import replace
from fractions import Fraction
from typing import Any

import av
import numpy as np

from capture import artifacts, procedures
from capture.access import OWNER
from capture.ingest import Intake, ingest
from capture.site import Site
from capture.sources import Source
from data_schemas.artifact import Kind, Recipe
from data_schemas.clock import TimeMap
from data_schemas.motion import Event, EventKind, MotionReport, Movement, Status
from data_schemas.session import Session
from data_schemas.timeline import Alignment, Alternative, Cited, Segment, StepStatus
from data_schemas.transcript import Transcript, Utterance, Word
from pipelines.review.desk import refold
from pipelines.waveform.peaks import peaks
from pipelines.waveform.stage import HEARD_HZ
from tests.app import sample

STEPS = 20
EACH_S = 18.0  # of a section
SAID_EVERY_S = 3.0
WORDS = 10
HANDS_HZ = 15
EVENT_EVERY_S = 9.0
EVENTS: tuple[EventKind, ...] = ("pause", "regrip", "inspection", "sound_starts")
PICTURES_HZ = 2
PICTURE = (360, 480)
GRAINS = 32
ENCODING = {"preset": "ultrafast", "tune": "zerolatency", "crf": "38", "g": "1"}
SOUND_HZ = 16_000
SPOKEN = ("now", "turn", "the", "second", "ring", "until", "it", "holds", "by", "itself")


def hour(site: Site, seconds: float = 3600.0) -> Session:
    """A session of ``seconds`` with everything that the page of a session shows."""
    data = recording(seconds)
    text = "step,title\n" + "".join(f"{n},Bring part {n} into place\n" for n in range(1, STEPS + 1))
    procedure = procedures.import_procedure(site, OWNER, text.encode(), "long.csv")
    source = Source("long.mp4", lambda: io.BytesIO(data))
    session = ingest(site, OWNER, Intake((source,), procedure.id, "Bench")).session
    own = session.recordings[0]
    media = artifacts.open_media(site, own.original)
    steps = [step.id for step in procedure.steps]
    made: dict[Kind, Any] = {
        Kind.PROXY: data,
        Kind.TIME_MAP: TimeMap.identity(),
        Kind.WAVEFORM: peaks(media.sound(HEARD_HZ), HEARD_HZ),
        Kind.TRANSCRIPT: words(seconds),
        Kind.MOTION: hands(seconds),
        Kind.MOVEMENT: movement(seconds),
        Kind.ALIGNMENT: alignment(own.id, steps, seconds),
    }
    for kind, value in made.items():
        recipe = Recipe(kind=kind, stage="bench", version="1", parents=(own.original,))
        artifacts.seal(site, recipe, artifacts.session_scope(session.id), value)
    refold(site, session.id)
    return session


def recording(seconds: float) -> bytes:
    """Grain at two pictures a second, each a key frame as the copy for browsers has, and a hum."""
    with tempfile.NamedTemporaryFile(suffix=".mp4") as file:
        with av.open(file.name, "w", options={"movflags": "faststart"}) as out:
            video = out.add_stream("libx264", rate=PICTURES_HZ, options=ENCODING)
            video.height, video.width, video.pix_fmt = *PICTURE, "yuv420p"
            audio = out.add_stream("aac", rate=SOUND_HZ, layout="mono")
            pictures = grains(video)
            for second in range(round(seconds)):
                for n in range(second * PICTURES_HZ, (second + 1) * PICTURES_HZ):
                    picture = av.Packet(pictures[n % GRAINS])
                    picture.stream, picture.time_base = video, Fraction(1, PICTURES_HZ)
                    picture.pts = picture.dts = n
                    picture.is_keyframe = True
                    out.mux(picture)
                out.mux(audio.encode(hum(second)))
            out.mux(audio.encode(None))
        return file.read()


def grains(video: Any) -> list[bytes]:
    """A few encoded pictures, of which the recording is made: encoding them all takes minutes."""
    grain = np.random.default_rng(8).integers(0, 90, (GRAINS, *PICTURE, 3), np.uint8)
    found = []
    for n, picture in enumerate(grain):
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
        frame.pts, frame.time_base = n, Fraction(1, PICTURES_HZ)
        found += [bytes(packet) for packet in video.encode(frame)]
    return found


def hum(second: int) -> av.AudioFrame:
    """One second that swells and falls."""
    t = np.arange(SOUND_HZ) / SOUND_HZ
    loud = 0.1 + 0.3 * (second % 7) / 7
    wave = (loud * np.sin(np.pi * t) * np.sin(2 * np.pi * 220 * t)).astype(np.float32)[None]
    frame = av.AudioFrame.from_ndarray(wave, format="fltp", layout="mono")
    frame.sample_rate, frame.pts = SOUND_HZ, second * SOUND_HZ
    frame.time_base = Fraction(1, SOUND_HZ)
    return frame


def words(seconds: float) -> Transcript:
    starts = np.arange(0.2, seconds - SAID_EVERY_S, SAID_EVERY_S)
    return Transcript(
        language="en", engine="bench", utterances=tuple(utterance(float(at)) for at in starts)
    )


def utterance(start_s: float) -> Utterance:
    each = (SAID_EVERY_S - 0.4) / WORDS
    spoken = tuple(
        Word(start_s=start_s + n * each, end_s=start_s + (n + 1) * each, text=word,
             confidence=0.3 if n == 4 else 0.9)
        for n, word in enumerate(SPOKEN)
    )  # fmt: skip
    return Utterance(
        start_s=start_s, end_s=spoken[-1].end_s, text=" ".join(SPOKEN), words=spoken,
        speaker="expert",
    )  # fmt: skip


def alignment(recording: str, steps: list[str], seconds: float) -> Alignment:
    """Every section cites what was said in it, and every third one is unsure."""

    def section(n: int) -> Segment:
        start_s = n * EACH_S
        cited = Cited(start_s=start_s + 3, end_s=start_s + 5, text=" ".join(SPOKEN), score=0.8)
        other = Alternative(step_id=steps[(n + 1) % STEPS], probability=0.2)
        return Segment(
            id=f"seg-{n}", recording=recording, step_id=steps[n % STEPS], start_s=start_s,
            end_s=start_s + EACH_S - 0.5, confidence=0.4 if n % 3 == 0 else 0.9, cited=(cited,),
            alternatives=(other,), start_sd_s=1.2, end_sd_s=2.1,
        )  # fmt: skip

    return Alignment(
        method="bench",
        segments=tuple(section(n) for n in range(int(seconds / EACH_S))),
        steps=tuple(StepStatus(step_id=one, status="performed", probability=0.9) for one in steps),
    )


def hands(seconds: float) -> Any:
    """The right hand is seen eight seconds out of ten."""
    track = sample.motion(int(seconds * HANDS_HZ), HANDS_HZ)
    seen = np.arange(len(track)) % (10 * HANDS_HZ) < 8 * HANDS_HZ
    status = np.where(seen, Status.OBSERVED, Status.MISSING).astype(np.uint8)
    xyz = np.random.default_rng(8).random(track.right.xyz.shape, np.float32)
    right = replace(track.right, xyz=xyz, world=xyz, status=status)
    return replace(track, right=right, pose_xyz=xyz[:, :1].repeat(33, axis=1))


def movement(seconds: float) -> Movement:
    starts = np.arange(4.0, seconds - 2, EVENT_EVERY_S)
    events = tuple(
        Event(start_s=float(at), end_s=float(at) + 1, kind=EVENTS[n % len(EVENTS)], hand="right",
              reason="")
        for n, at in enumerate(starts)
    )  # fmt: skip
    energy = np.abs(np.sin(np.arange(int(seconds * 5)) / 40)).tolist()
    return Movement(
        events=events, report=MotionReport(frames=int(seconds * HANDS_HZ)), energy=tuple(energy)
    )
