"""A test clip: what is looked at of it, and that it is judged as it should be."""

from __future__ import annotations

import io

import numpy as np
import pytest

from capture.media import Media, media_from_path
from data_schemas.errors import MediaError
from pipelines.quality.checks import judge
from pipelines.quality.clip import FIRST_S, PICTURES, check_file, measure
from pipelines.quality.sounds import listen
from pipelines.transcribe.engine import RATE
from tests.capture.clips import Recipe, clip
from tests.pipelines.motion.footage import DEMO


class Counting(Media):
    """A recording that notes which of its pictures were asked for."""

    seen: list[float]

    def frames(self, fps: float | None = None, keys: bool = False):
        self.seen = []
        for frame in super().frames(fps, keys):
            self.seen.append(frame.time_s)
            yield frame


def made(seconds: float, fps: int = 10, **how: object) -> Counting:
    times = tuple(n / fps for n in range(int(seconds * fps)))
    data = clip(Recipe(fps=fps, times_s=times, **how))
    return Counting(lambda: io.BytesIO(data))


def test_at_most_twenty_pictures_are_looked_at_over_the_whole_clip() -> None:
    media = made(20)
    measure(media, None, "ko")
    assert PICTURES - 2 <= len(media.seen) <= PICTURES
    assert media.seen[0] < 1 and media.seen[-1] > 18


def test_of_a_long_recording_only_the_first_minute_counts() -> None:
    media = made(FIRST_S + 20, fps=2)
    measure(media, None, "ko")
    assert max(media.seen[:-1]) < FIRST_S and len(media.seen) <= PICTURES + 1


def test_a_clip_without_sound_is_told_so() -> None:
    check = judge(measure(made(2), None, "ko"))
    assert "silent" in {one.code for one in check.items if one.severity == "advice"}


def test_overloaded_and_silent_sound() -> None:
    t = np.arange(4 * RATE) / RATE
    loud = np.clip(3 * np.sin(2 * np.pi * 300 * t), -1, 1).astype(np.float32)
    assert listen([loud]).clipped > 0.3
    nothing = listen([np.zeros(RATE, np.float32)])
    assert nothing.sound_db == -120.0 and nothing.voice_db is None
    assert listen([]).sound_db == -120.0


def test_a_voice_in_noise_is_measured_as_in_a_transcript() -> None:
    voice = media_from_path(DEMO).sound_array()[: 20 * RATE]
    clean = listen([voice], "en")
    noise = 0.05 * np.random.default_rng(1).standard_normal(len(voice)).astype(np.float32)
    noisy = listen([voice + noise], "en")
    assert clean.snr_db > 20 > 12 > noisy.snr_db
    assert "noise" in {i.code for i in judge(noisy, "ko").items if i.severity == "advice"}
    assert listen([voice * 0.002], "en").voice_db < -45


@pytest.mark.weights
def test_the_demo_is_well_and_a_clip_without_people_is_not(tmp_path) -> None:
    check = check_file(DEMO, "en")
    assert check.advice is None and check.hands and check.face
    empty = tmp_path / "empty.mp4"
    empty.write_bytes(clip(Recipe(audio="aac")))
    assert {"no_hands", "no_face"} <= {
        one.code for one in check_file(empty, "ko").items if one.severity == "advice"
    }


def test_what_is_no_recording_is_refused_before_a_model_is_loaded(tmp_path) -> None:
    bad = tmp_path / "playlist.mp4"
    bad.write_text("ffconcat version 1.0\nfile other.mp4\n")
    with pytest.raises(MediaError, match="playlist"):
        check_file(bad, "ko")
