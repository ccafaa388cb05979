"""Twelve seconds whose picture tells its own time, with tone, curve and words at known seconds."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import cv2
import numpy as np

from data_schemas.annotation import Labelled, Labelling
from data_schemas.procedure import Language, Procedure, Step
from pipelines.labelstudio.remote import Json

LENGTH_S, FPS, RATE = 12, 15, 16_000
TITLES = {
    "ko": ("플랜지 면 닦기", "개스킷 끼우기", "볼트 조이기"),
    "en": ("Clean the flange face", "Fit the gasket", "Tighten the bolts"),
}
SAID = {
    "ko": (
        "먼저 면을 깨끗이 닦습니다", "개스킷은 마른 채로 끼웁니다",
        "손끝에 걸리는 느낌이 없을 때까지 조입니다",
    ),
    "en": (
        "First wipe the face clean", "The gasket goes on dry",
        "Tighten until nothing catches a fingertip",
    ),
}  # fmt: skip
SPOKEN_S = ((1.0, 3.5), (5.0, 7.25), (8.5, 11.0))
# Thirds have no end in binary: what comes back must be equal to the bit all the same.
STEPS_S = ((0.0, 4.0 + 1 / 3), (4.0 + 1 / 3, 8.0 + 2 / 3), (8.0 + 2 / 3, 12.0))


def procedure(language: Language = "en") -> Procedure:
    steps = tuple(Step(id=f"s{n}", title=title) for n, title in enumerate(TITLES[language], 1))
    return Procedure(id="prc-1", title="Seal", language=language, steps=steps)


def predicted(language: Language = "en") -> Labelling:
    """As a push would send it: three steps, and three sentences of which one is a sign."""
    steps = [
        Labelled(id=f"seg-{n}", lane="steps", labels=(f"s{n}",), start_s=a, end_s=b,
                 score=0.9 - n / 10)
        for n, (a, b) in enumerate(STEPS_S, 1)
    ]  # fmt: skip
    said = [
        Labelled(id=f"utt-{n}", lane="speech", labels=("cue" if n == 3 else "speech",), start_s=a,
                 end_s=b, text=SAID[language][n - 1], senses=("touch",) if n == 3 else ())
        for n, (a, b) in enumerate(SPOKEN_S, 1)
    ]  # fmt: skip
    every = sorted([*steps, *said], key=lambda one: (one.start_s, one.end_s, one.id))
    return Labelling(stretches=tuple(every))


def utterances(language: Language = "en") -> list[Json]:
    return [
        {"speaker": "1", "text": text, "start": a, "end": b}
        for text, (a, b) in zip(SAID[language], SPOKEN_S, strict=True)
    ]


def curve() -> str:
    """Most moves at four seconds."""
    rows = [f"{n / 5:.3f},{np.exp(-((n / 5 - 4) ** 2)):.3f}" for n in range(LENGTH_S * 5 + 1)]
    return "\n".join(["t,energy", *rows]) + "\n"


@cache
def video(silent: bool = False) -> bytes:
    """H.264 with its second in it, and AAC with a tone where something is said, or no sound."""
    with TemporaryDirectory() as folder:
        path = str(Path(folder) / "a.mp4")
        with av.open(path, "w", options={"movflags": "faststart"}) as out:
            picture = out.add_stream(
                "libx264", rate=FPS, options={"preset": "ultrafast", "g": "15"}
            )
            picture.width, picture.height, picture.pix_fmt = 640, 360, "yuv420p"
            sound = None if silent else out.add_stream("aac", rate=RATE, layout="mono")
            for n in range(LENGTH_S * FPS):
                frame = av.VideoFrame.from_ndarray(_drawn(n), format="rgb24")
                frame.pts, frame.time_base = n, Fraction(1, FPS)
                out.mux(picture.encode(frame))
            out.mux(picture.encode(None))
            if sound is not None:
                heard = av.AudioFrame.from_ndarray(_tone()[None], format="fltp", layout="mono")
                heard.sample_rate, heard.pts, heard.time_base = RATE, 0, Fraction(1, RATE)
                out.mux(sound.encode(heard))
                out.mux(sound.encode(None))
        return Path(path).read_bytes()


def _drawn(number: int) -> np.ndarray:
    image = np.full((360, 640, 3), 228, np.uint8)
    cv2.rectangle(image, (0, 250), (640, 360), (150, 130, 110), -1)
    cv2.circle(image, (320, 210), 90, (120, 130, 140), -1)
    cv2.circle(image, (320, 210), 40, (228, 228, 228), -1)
    x = 320 + int(150 * np.sin(number / FPS * 1.5))
    cv2.circle(image, (x, 150), 28, (214, 160, 130), -1)
    text = f"{number / FPS:05.2f} s"
    cv2.putText(image, text, (16, 44), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (40, 40, 40), 2, cv2.LINE_AA)
    return image


def _tone() -> np.ndarray:
    seconds = np.arange(LENGTH_S * RATE) / RATE
    loud = np.zeros(len(seconds), bool)
    for a, b in SPOKEN_S:
        loud |= (seconds >= a) & (seconds < b)
    swell = 0.6 + 0.4 * np.sin(2 * np.pi * 3 * seconds)
    return (0.4 * loud * swell * np.sin(2 * np.pi * 220 * seconds)).astype(np.float32)
