"""How well a recording can be heard: levels, noise, and a verdict with its reasons."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.clock import Interval
from pipelines.transcribe.gate import FRAME, Frames
from pipelines.transcribe.quality import SNR_DB, quality_of

VOICE_DB, TREBLE = -20.0, 0.05


def curve(count: int, value: float) -> np.ndarray:
    return np.full(count, value, np.float32)


def of(count: int, *, speech: float, db: float, clipped: float = 0.0, treble: float = TREBLE):
    """``count`` frames that are all alike."""
    return Frames(
        count * FRAME,
        curve(count, speech),
        curve(count, 10 ** (db / 20)),
        curve(count, clipped),
        curve(count, treble),
    )


def joined(*parts: Frames) -> Frames:
    names = ("speech", "level", "clipped", "treble")
    curves = (np.concatenate([getattr(part, name) for part in parts]) for name in names)
    return Frames(sum(part.samples for part in parts), *curves)


def talk(noise_db: float, voice_db: float = VOICE_DB, **facts: float) -> Frames:
    """Four seconds of noise, four of voice, four of noise."""
    noise = of(125, speech=0.02, db=noise_db)
    return joined(noise, of(125, speech=0.97, db=voice_db, **facts), noise)


def at_snr(snr_db: float) -> Frames:
    """Noise so loud that voice alone is ``snr_db`` above it; the voice's frames hold both."""
    return talk(VOICE_DB - 10 * np.log10(1 + 10 ** (snr_db / 10)))


SPOKEN = [Interval(start_s=4.0, end_s=8.0)]


def judged(frames: Frames, language: str = "ko", speech=SPOKEN):
    return quality_of(frames, speech, language)


def test_a_clear_voice_in_a_quiet_room_is_good():
    quality = judged(talk(-60))
    assert (quality.verdict, quality.reasons) == ("good", ())
    assert quality.level_db == pytest.approx(-20, abs=0.2)
    assert quality.noise_db == pytest.approx(-60, abs=0.2)
    assert quality.snr_db == pytest.approx(40, abs=0.2)
    assert quality.speech_share == pytest.approx(1 / 3, abs=0.01)
    assert quality.clipped == 0


@pytest.mark.parametrize("language", sorted(SNR_DB))
def test_in_noise_a_person_must_look_and_in_more_noise_it_is_recorded_again(language):
    review, again = SNR_DB[language]
    assert judged(at_snr(review + 0.5), language).reasons == ()
    noisy, too_noisy = (judged(at_snr(edge - 0.5), language) for edge in (review, again))
    assert noisy.verdict == "needs_review" and "words may be wrong" in noisy.reasons[0]
    assert too_noisy.verdict == "re_record" and "Record it again" in too_noisy.reasons[0]
    assert judged(at_snr(-30), language).verdict == "re_record"


def test_english_is_understood_in_noise_that_korean_is_not():
    between = at_snr((SNR_DB["en"][0] + SNR_DB["ko"][0]) / 2)
    assert judged(between, "ko").verdict == "needs_review"
    assert judged(between, "en").verdict == "good"


def test_noise_as_loud_as_the_voice_is_no_minus_nought():
    (reason,) = judged(at_snr(-0.3), "ko").reasons
    assert " 0 dB" in reason


def test_another_language_is_judged_as_strictly_as_korean():
    for language in ("de", ""):
        assert judged(at_snr(SNR_DB["ko"][0] - 0.5), language).verdict == "needs_review"


def test_a_quiet_voice_asks_for_the_microphone_to_come_closer():
    quality = judged(talk(-90, voice_db=-55))
    assert quality.verdict == "needs_review"
    (reason,) = quality.reasons
    assert "closer" in reason and "-55" in reason


def test_an_overloaded_voice_is_seen_and_a_badly_overloaded_one_recorded_again():
    few = judged(talk(-60, voice_db=-3, clipped=0.03))
    assert few.verdict == "needs_review" and "overloaded (3 %" in few.reasons[0]
    assert few.clipped == pytest.approx(0.03)
    assert judged(talk(-60, voice_db=-3, clipped=0.2)).verdict == "re_record"


def test_a_bang_in_a_pause_is_no_overloaded_voice():
    bang = of(20, speech=0.05, db=-1, clipped=0.5)
    quality = judged(joined(talk(-60), bang))
    assert quality.clipped == 0
    assert not any("overloaded" in reason for reason in quality.reasons)


def test_a_telephone_has_no_treble():
    quality = judged(talk(-60, treble=1e-5))
    assert quality.verdict == "needs_review"
    assert "telephone" in quality.reasons[0]


def test_several_troubles_are_all_named():
    quality = judged(talk(-62, voice_db=-50, clipped=0.05, treble=0))
    assert len(quality.reasons) == 4
    assert quality.verdict == "needs_review"


def test_where_nobody_speaks_there_is_nothing_to_judge():
    quality = judged(of(200, speech=0.01, db=-50), speech=[])
    assert (quality.verdict, quality.reasons) == ("good", ())
    assert quality.snr_db is None and quality.noise_db is None
    assert quality.speech_share == 0
    assert quality.level_db == pytest.approx(-50, abs=0.2)


def test_a_moment_of_speech_is_too_little_to_judge():
    frames = joined(of(100, speech=0.0, db=-30), of(10, speech=0.9, db=-20))
    quality = judged(frames, speech=[Interval(start_s=3.2, end_s=3.52)])
    assert quality.snr_db is None and quality.verdict == "good"


def test_digital_silence_has_a_level():
    silent = Frames(FRAME * 99, *(curve(99, 0) for _ in range(4)))
    assert judged(silent, speech=[]).level_db == pytest.approx(-120)


def test_no_sound_at_all_is_no_error():
    empty = Frames(0, *(curve(0, 0) for _ in range(4)))
    quality = judged(empty, speech=[])
    assert (quality.level_db, quality.speech_share) == (-120, 0)


def test_without_pauses_the_quietest_moments_stand_for_the_noise():
    """Who never pauses is not called noisy: between words it is quiet."""
    word, gap = of(19, speech=0.97, db=-20), of(1, speech=0.9, db=-55)
    frames = joined(*[word, gap] * 10)
    quality = judged(frames, speech=[Interval(start_s=0, end_s=frames.duration_s)])
    assert quality.noise_db == pytest.approx(-55, abs=0.2)
    assert quality.verdict == "good"


def test_without_pauses_and_too_short_nobody_knows_the_noise():
    frames = of(60, speech=0.97, db=-20)
    quality = judged(frames, speech=[Interval(start_s=0, end_s=frames.duration_s)])
    assert quality.noise_db is None and quality.snr_db is None
    assert quality.verdict == "good"


def test_speech_that_the_gate_padded_is_not_taken_for_voice():
    """The gate leaves quiet sound on either side; it must not thin out the voice."""
    wide = [Interval(start_s=3.5, end_s=8.5)]
    assert judged(talk(-60), speech=wide).level_db == pytest.approx(-20, abs=0.2)


def test_speech_past_the_last_frame_is_no_error():
    wide = [Interval(start_s=4, end_s=60)]
    assert judged(talk(-60), speech=wide).level_db == pytest.approx(-20, abs=0.2)


def test_the_same_noise_under_a_louder_voice_is_less_trouble():
    found = [judged(talk(-40, voice_db=db)).snr_db for db in (-42, -38, -30, -20, -10)]
    assert found == sorted(found)


LEVEL = st.floats(0, 1)


@given(
    st.lists(st.tuples(LEVEL, LEVEL, LEVEL, LEVEL), max_size=60),
    st.lists(st.tuples(st.floats(0, 2), st.floats(0, 3)), max_size=4),
    st.sampled_from(["ko", "en", ""]),
)
def test_any_sound_is_judged_in_sentences(frames, turns, language):
    curves = np.array(frames, np.float32).reshape(-1, 4).T
    given_frames = Frames(len(frames) * FRAME, *curves)
    speech, at = [], 0.0
    for pause, length in turns:
        speech.append(Interval(start_s=at + pause, end_s=at + pause + length))
        at += pause + length
    quality = quality_of(given_frames, speech, language)
    assert (quality.verdict == "good") == (not quality.reasons)
    assert all(reason.endswith(".") for reason in quality.reasons)


def test_frames_stay_as_they_were():
    frames = talk(-60)
    before = replace(frames, level=frames.level.copy())
    judged(frames)
    np.testing.assert_array_equal(frames.level, before.level)
