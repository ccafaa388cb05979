"""A whole recording: nothing outside speech, parts that survive a crash, honest emptiness."""

import numpy as np
import pytest

from data_schemas.errors import Cancelled, ModelError, SettingsError
from data_schemas.transcript import TranscriptPart
from pipelines.transcribe import transcriber
from pipelines.transcribe.believe import NO_SIGNAL, NOTHING_HEARD
from pipelines.transcribe.engine import RATE
from pipelines.transcribe.transcriber import OTHER_LANGUAGE, Options, transcribe
from tests.pipelines.transcribe.conftest import Samples, Scripted, heard

EN = Options(language="en")


@pytest.fixture
def engine(monkeypatch):
    """A scripted engine in place of the real one: what is tested here lies around it."""
    made = Scripted(lambda s, _: (heard(talk(len(s) / RATE), len(s) / RATE),))
    monkeypatch.setattr(transcriber, "engine", lambda name, model: made)
    return made


def talk(seconds):
    """As many words as fit into the time, none of them twice in a row."""
    steps = ("tighten", "the", "bolts", "crosswise", "and", "check", "every", "gasket")
    return " ".join(f"{steps[n % 8]}{n}" for n in range(max(1, round(seconds * 1.5))))


def noise(seconds, level=0.05):
    rng = np.random.default_rng(3)
    return (level * rng.standard_normal(round(seconds * RATE))).astype(np.float32)


def test_digital_silence_is_an_empty_result_and_needs_no_weights(monkeypatch, tmp_path):
    monkeypatch.setenv("SONMAT_MODELS", str(tmp_path))
    made = transcribe(Samples(np.zeros(5 * RATE, np.float32)), Options(language="ko"))
    assert made.utterances == () and made.text == "" and made.engine == "none"
    (gap,) = made.dropped
    assert (gap.start_s, gap.end_s, gap.reason) == (0, 5, NO_SIGNAL)


def test_noise_alone_never_reaches_the_engine(engine):
    made = transcribe(Samples(noise(8)), EN)
    assert made.text == "" and [d.reason for d in made.dropped] == [NOTHING_HEARD]
    assert engine.asked == []


def test_no_sound_at_all_is_an_empty_result():
    made = transcribe(Samples(np.zeros(0, np.float32)), Options())
    assert made.utterances == () and made.dropped == ()


def test_only_speech_is_decoded(engine, voice):
    padded = np.concatenate([noise(20, 0.001), voice, noise(20, 0.001)])
    made = transcribe(Samples(padded), EN)
    assert sum(seconds for seconds, _ in engine.asked) < len(voice) / RATE + 1
    assert made.utterances[0].start_s >= 19 and made.utterances[-1].end_s <= 51
    assert made.quality is not None and 0 < made.quality.speech_share < 0.6


def test_parts_that_are_known_are_not_decoded_again(engine, voice):
    kept: dict[str, TranscriptPart] = {}

    def keep(label, make):
        if str(label) not in kept:
            kept[str(label)] = make()
        return kept[str(label)]

    whole = Samples(np.tile(voice, 5))
    options = Options(language="en", windows_a_part=1)
    first = transcribe(whole, options, keep=keep)
    asked = len(engine.asked)
    assert asked == len(kept) >= 2
    assert transcribe(whole, options, keep=keep) == first and len(engine.asked) == asked


def test_a_crash_in_the_middle_resumes_at_the_next_part(engine, voice):
    kept: dict[str, TranscriptPart] = {}
    whole = Samples(np.tile(voice, 8))
    options = Options(language="en", windows_a_part=1)

    def keep(label, make):
        if str(label) not in kept:
            if len(kept) == 2:
                raise RuntimeError("the power went")
            kept[str(label)] = make()
        return kept[str(label)]

    with pytest.raises(RuntimeError):
        transcribe(whole, options, keep=keep)
    done = len(engine.asked)
    made = transcribe(whole, options, keep=lambda label, make: kept.get(str(label)) or make())
    assert done == 2 and len(engine.asked) > done
    assert made == transcribe(whole, options)


def test_parts_of_machines_with_another_batch_are_not_taken_for_each_other(
    engine, voice, monkeypatch
):
    """A part of four windows that stood for six would lose two of them."""
    labels = []

    def keep(label, make):
        labels.append(label)
        return make()

    whole = Samples(np.tile(voice, 4))
    usual = transcribe(whole, EN, keep=keep)
    assert labels[0] == {"track": 0, "first": 0}
    monkeypatch.setattr(type(engine), "batch", 6)
    wide = transcribe(whole, EN, keep=keep)
    assert {"track": 0, "first": 0, "windows": 6} in labels and wide == usual


def test_progress_rises_to_one_and_may_stop_the_work(engine, voice):
    shares: list[float] = []
    transcribe(Samples(voice), EN, shares.append)
    assert shares[0] == 0 and shares[-1] == 1 and shares == sorted(shares)

    def stop(share):
        if share > 0.3:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        transcribe(Samples(np.tile(voice, 5)), EN, stop)


def test_each_microphone_is_heard_by_itself(engine, voice):
    half = len(voice) // 2
    left, right = voice.copy(), voice.copy()
    left[half:] *= 0.1  # leaks over, much weaker
    right[:half] *= 0.1
    made = transcribe(
        Samples(np.stack([left, right])), Options(language="en", microphones="expert_left")
    )
    middle = half / RATE
    assert {u.speaker for u in made.utterances if u.end_s < middle} == {"expert"}
    assert {u.speaker for u in made.utterances if u.start_s > middle} == {"interviewer"}


def test_channels_that_sound_alike_name_nobody_and_say_so(engine, voice):
    made = transcribe(
        Samples(np.stack([voice, voice])), Options(language="en", microphones="expert_left")
    )
    assert {u.speaker for u in made.utterances} == {"unsure"}
    assert "sound alike" in made.notes[0]


def test_a_recording_in_the_other_language_is_marked_as_a_whole(engine, voice):
    engine.likely = {"ko": 0.99, "en": 0.01}
    made = transcribe(Samples(voice), EN)
    assert OTHER_LANGUAGE in made.notes and {u.language for u in made.utterances} == {"ko"}


def test_an_unknown_engine_and_missing_weights_say_what_to_do(monkeypatch, tmp_path, voice):
    with pytest.raises(SettingsError, match="SONMAT_SPEECH_ENGINE"):
        transcribe(Samples(voice), Options(language="en", engine="kaldi"))
    monkeypatch.setenv("SONMAT_MODELS", str(tmp_path))
    with pytest.raises(ModelError, match="sonmat models fetch"):
        transcribe(Samples(voice), Options(language="en", model="whisper-small"))
    with pytest.raises(ModelError, match="no Whisper weights"):
        transcribe(Samples(voice), Options(language="en", model=str(tmp_path / "own.pt")))


def test_what_decides_the_result_stands_in_its_recipe():
    assert Options(beam=1).params() != Options(beam=5).params()
