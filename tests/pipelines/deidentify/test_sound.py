"""Words that are taken out are gone; the rest is untouched; a disguised voice is another one."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capture.media import Media, media_from_path
from data_schemas.clock import Interval
from data_schemas.mask import SoundMask
from pipelines.deidentify.copy import Hidden, make_masked
from pipelines.deidentify.sound.beep import FADE_S, PAD_S, around, beeped
from pipelines.deidentify.sound.voice import RATE, Disguise, disguised
from tests.conftest import ROOT
from tests.pipelines.deidentify.made import film, speckled

DEMO = ROOT / "examples" / "demo" / "recording" / "recording.mp4"


def noise(seconds: float, rate: int = RATE):
    return np.random.default_rng(2).normal(0, 0.2, int(seconds * rate)).astype(np.float32)


def mask(start_s: float, end_s: float, how: str = "beep") -> SoundMask:
    return SoundMask(id="mask-1", recording="rec-1", start_s=start_s, end_s=end_s, how=how)


def whole(chunks) -> np.ndarray:
    return np.concatenate(list(chunks))


@pytest.mark.parametrize("how", ["beep", "silence"])
def test_inside_of_a_mask_nothing_of_the_sound_is_left(how):
    sound = noise(3)
    out = whole(beeped([sound], (mask(1.0, 2.0, how),), RATE))
    inside = slice(RATE, 2 * RATE)
    silent = whole(beeped([np.zeros_like(sound)], (mask(1.0, 2.0, how),), RATE))
    assert np.array_equal(out[inside], silent[inside])
    assert bool(np.abs(out[inside]).max() > 0) is (how == "beep")


def test_outside_of_a_mask_and_its_fade_every_sample_stays():
    sound = noise(3)
    out = whole(beeped([sound], (mask(1.0, 2.0),), RATE))
    fade = int(FADE_S * RATE) + 1
    assert np.array_equal(out[: RATE - fade], sound[: RATE - fade])
    assert np.array_equal(out[2 * RATE + fade :], sound[2 * RATE + fade :])
    steps = np.abs(
        np.diff(whole(beeped([np.full(3 * RATE, 0.5, np.float32)], (mask(1, 2, "silence"),), RATE)))
    )
    assert steps.max() < 0.5 / (FADE_S * RATE) * 1.5  # no click


@settings(max_examples=30)
@given(st.lists(st.integers(1, 4000), min_size=1, max_size=12))
def test_how_a_sound_is_cut_into_chunks_changes_nothing(sizes):
    sound = noise(1)
    cuts = np.cumsum(sizes)
    pieces = np.split(sound, cuts[cuts < len(sound)])
    masks = (mask(0.1, 0.2), mask(0.5, 0.7, "silence"))
    assert np.array_equal(whole(beeped(pieces, masks, RATE)), whole(beeped([sound], masks, RATE)))


def test_a_word_is_cut_out_with_what_its_times_may_be_off_by():
    assert PAD_S >= 0.15
    words = (Interval(start_s=1.0, end_s=1.4), Interval(start_s=1.5, end_s=1.9))
    (one,) = around(words)
    assert (one.start_s, one.end_s) == pytest.approx((1.0 - PAD_S, 1.9 + PAD_S))
    assert len(around((*words, Interval(start_s=5.0, end_s=5.2)))) == 2
    assert around((Interval(start_s=0.05, end_s=0.2),))[0].start_s == 0.0


def test_a_disguised_sound_is_as_long_and_about_as_loud():
    sound = noise(1.3)
    out = whole(disguised([sound]))
    assert len(out) == len(sound)
    assert np.std(out[RATE // 4 :]) == pytest.approx(np.std(sound), rel=0.3)
    assert whole(disguised([np.zeros(RATE, np.float32)])).std() == 0


def test_chunks_do_not_change_a_disguise():
    sound = noise(0.5)
    pieces = [sound[:7], sound[7:1000], sound[1000:1001], sound[1001:]]
    assert np.allclose(whole(disguised(pieces)), whole(disguised([sound])), atol=1e-5)


def vowel(seconds: float = 1.0) -> np.ndarray:
    """A buzz of 120 Hz through resonances at 700 and 1200 Hz."""
    from scipy.signal import lfilter

    buzz = np.zeros(int(seconds * RATE))
    buzz[:: RATE // 120] = 1.0
    for hz in (700.0, 1200.0):
        turn = 2 * np.pi * hz / RATE
        buzz = lfilter([1.0], [1, -2 * 0.98 * np.cos(turn), 0.98**2], buzz)
    return (0.3 * buzz / np.abs(buzz).max()).astype(np.float32)


def loudest_hz(sound) -> float:
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    smooth = np.convolve(spectrum, np.ones(150) / 150, "same")
    return float(np.argmax(smooth) * RATE / len(sound))


def test_resonances_move_and_the_melody_stays():
    plain = vowel()
    moved = whole(disguised([plain], Disguise(power=0.75)))
    assert abs(loudest_hz(moved) - loudest_hz(plain)) > 60
    same = whole(disguised([plain], Disguise(power=1.0)))
    assert abs(loudest_hz(same) - loudest_hz(plain)) < 30
    beat = np.abs(np.correlate(moved, moved, "full")[len(moved) - 1 :][60:260])
    assert abs(RATE / (60 + int(np.argmax(beat))) - 120) < 4


@pytest.mark.parametrize("voice", [None, Disguise()])
def test_the_copys_sound_is_changed_on_its_own_clock(voice):
    tone = (0.3 * np.sin(2 * np.pi * 300 * np.arange(2 * RATE) / RATE)).astype(np.float32)
    media = film([speckled()] * 30, tone)
    out = io.BytesIO()
    make_masked(media, Hidden(sound=(mask(0.5, 1.0, "silence"),), voice=voice), out)
    heard = Media(lambda: io.BytesIO(out.getvalue())).sound_array(RATE)
    quiet = slice(int(0.55 * RATE), int(0.95 * RATE))
    assert np.abs(heard[quiet]).max() < 0.01
    assert np.abs(heard[int(1.1 * RATE) : int(1.5 * RATE)]).max() > 0.1


@pytest.mark.weights
def test_words_that_were_beeped_are_not_heard_again():
    """Checked as somebody would who tries to get them back: by listening to the copy again."""
    import whisper

    from pipelines.models import model_path

    model = whisper.load_model(str(model_path("whisper-base")))

    def said(sound):
        given = {"language": "en", "fp16": False, "word_timestamps": True, "temperature": 0.0}
        return model.transcribe(sound, **given)["segments"]

    sound = whole(media_from_path(DEMO).sound(16_000))[: 16_000 * 15]
    words = [one for part in said(sound) for one in part["words"]]
    secret = ("metal", "gasket", "grease")
    hits = [
        Interval(start_s=float(one["start"]), end_s=float(one["end"]))
        for one in words
        if any(word in one["word"].lower() for word in secret)
    ]
    assert len(hits) >= 3
    masks = tuple(mask(one.start_s, one.end_s) for one in around(hits))
    again = " ".join(part["text"] for part in said(whole(beeped([sound], masks, 16_000)))).lower()
    assert [word for word in secret if word in again] == []
    assert "first" in again
