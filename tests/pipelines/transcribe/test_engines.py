"""Both engines on real speech, with the same weights."""

import os
import shutil
import wave
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from data_schemas.errors import ModelError
from pipelines.models import model_digest, model_path, models_folder
from pipelines.transcribe.engine import RATE, Decoding, engine
from pipelines.transcribe.repeats import alike
from pipelines.transcribe.single import as_file, as_plain, transcribe_file
from pipelines.transcribe.transcriber import Options, transcribe
from pipelines.weights import derived, weights_digest
from tests.conftest import ROOT
from tests.pipelines.transcribe.conftest import DEMO, Samples

pytestmark = pytest.mark.weights
SPEECH = Path(os.environ.get("SONMAT_BENCH_DATA") or ROOT.parent / "shared") / "data" / "speech"
ENGINES = ("openai-whisper", "faster-whisper")
needs_speech = pytest.mark.skipif(
    not (SPEECH / "jfk.flac").is_file(), reason="skipped: no bench data"
)


@pytest.mark.parametrize("name", ENGINES)
def test_the_demo_is_heard_with_word_times(name, voice):
    shares: list[float] = []
    made = transcribe(Samples(voice), Options(language="en", engine=name), shares.append)
    assert "gasket" in made.text.lower() or "flange" in made.text.lower()
    words = [word for one in made.utterances for word in one.words]
    assert all(word.start_s < word.end_s for word in words)
    assert [w.start_s for w in words] == sorted(w.start_s for w in words)
    assert made.engine.startswith(name) and made.model_digest == model_digest("whisper-base")
    assert shares[-1] == 1.0


def test_both_engines_hear_the_same(voice):
    texts = [transcribe(Samples(voice), Options(language="en", engine=n)).text for n in ENGINES]
    assert alike(*texts)


def test_the_language_is_found_out(voice):
    for name in ENGINES:
        likely = engine(name, "whisper-base").languages(voice)
        assert max(likely, key=lambda k: likely[k]) == "en"
        assert sum(likely.values()) == pytest.approx(1.0, abs=0.01)


def told(heard):
    """Words and times."""
    words = [(word.text, word.start_s, word.end_s) for one in heard for word in one.words]
    return [(one.text, one.temperature) for one in heard], words


def sure(heard):
    found = [value for one in heard for value in (one.logprob, one.no_speech)]
    return [*found, *(word.probability for one in heard for word in one.words)]


@pytest.mark.parametrize("name", ENGINES)
def test_an_answer_and_the_work_are_heard_at_once_as_they_are_one_after_the_other(name, voice):
    """The worker hears both with one model, each in a thread of its own."""
    model = engine(name, "whisper-base")
    sounds = (voice[: 6 * RATE], voice[6 * RATE : 20 * RATE])

    def heard(threads):
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(lambda sound: model.decode(sound, Decoding("en")), sounds))

    apart = heard(1)
    for _ in range(2):
        together = heard(2)
        for here, there in zip(together, apart, strict=True):
            assert told(here) == told(there)
            # On some processors a sum in another thread has another seventh digit.
            assert sure(here) == pytest.approx(sure(there), abs=1e-4)


@needs_speech
def test_korean_with_english_words_and_numbers_has_times_for_all_of_them():
    for name in ENGINES:
        made = transcribe_file(SPEECH / "az_ko_train1.wav", Options(language="ko", engine=name))
        words = [word for one in made.utterances for word in one.words]
        assert " ".join(w.text for w in words).split() == made.text.split()
        assert all(word.start_s < word.end_s for word in words)


@needs_speech
def test_a_clause_that_is_really_repeated_survives():
    from capture.media import media_from_path

    sound = media_from_path(SPEECH / "jfk.flac").sound_array()
    pause = np.zeros(RATE, np.float32)
    five = np.concatenate([part for _ in range(5) for part in (sound, pause)])
    for name in ENGINES:
        made = transcribe(Samples(five), Options(language="en", engine=name))
        assert made.text.lower().count("ask not what your country can do for you") == 5, name
        assert made.dropped == ()


@needs_speech
@pytest.mark.parametrize("given", ["ko", "en"])
def test_german_under_a_wrong_language_is_never_a_sure_transcript(given):
    made = transcribe_file(SPEECH / "az_de_train1.wav", Options(language=given))
    assert made.text == ""
    assert any("another language (de)" in one.reason for one in made.dropped)


@needs_speech
def test_english_named_korean_is_heard_as_english_and_marked():
    made = transcribe_file(SPEECH / "az_en_train2.wav", Options(language="ko"))
    assert "recognition quality" in made.text and len(made.notes) == 1
    assert {one.language for one in made.utterances} == {"en"}


@needs_speech
def test_one_microphone_a_person_names_both_even_when_they_speak_at_once():
    made = transcribe_file(
        SPEECH / "stereo_two_speakers.wav", Options(language="en", microphones="expert_left")
    )
    said = {
        who: " ".join(u.text for u in made.utterances if u.speaker == who).lower()
        for who in ("expert", "interviewer")
    }
    assert "wizard" in said["expert"] and "horizon" in said["interviewer"]


def write(path, sound, rate=RATE, channels=1):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        data = np.repeat((np.clip(sound, -1, 1) * 32767).astype("<i2"), channels)
        file.writeframes(data.tobytes())


def test_telephone_sound_is_heard_and_marked(tmp_path, voice):
    write(tmp_path / "phone.wav", voice[::2], 8000)
    made = transcribe_file(tmp_path / "phone.wav", Options(language="en"))
    assert made.text and any("4 kHz" in reason for reason in made.quality.reasons)


def test_six_channels_at_96_khz_are_heard(tmp_path, voice):
    write(tmp_path / "surround.wav", np.repeat(voice[: 8 * RATE], 6), 96_000, channels=6)
    assert transcribe_file(tmp_path / "surround.wav", Options(language="en")).text


def test_overloaded_sound_is_marked(tmp_path, voice):
    write(tmp_path / "loud.wav", voice * 40)
    made = transcribe_file(tmp_path / "loud.wav", Options(language="en"))
    assert made.quality.verdict != "good" and any("overloaded" in r for r in made.quality.reasons)


def test_a_second_of_speech_is_no_problem(tmp_path, voice):
    start = next(iter(transcribe(Samples(voice), Options(language="en")).utterances)).start_s
    first = round(start * RATE)
    write(tmp_path / "short.wav", voice[first : first + RATE])
    made = transcribe_file(tmp_path / "short.wav", Options(language="en"))
    assert made.utterances, made.dropped
    assert all(0 <= w.start_s < w.end_s <= 1.05 for u in made.utterances for w in u.words)


def test_a_local_checkpoint_works_like_a_name(tmp_path, voice):
    own = tmp_path / "own"
    own.mkdir()
    shutil.copy(model_path("whisper-base"), own / "model.pt")
    options = Options(language="en", model=str(own))
    made = transcribe(Samples(voice[: 12 * RATE]), options)
    assert made.text and made.model_digest == weights_digest(str(own))
    assert str(tmp_path) not in made.model_dump_json()


def test_damaged_weights_are_refused_before_they_are_read(tmp_path, monkeypatch, voice):
    shutil.copytree(models_folder() / "whisper-base", tmp_path / "whisper-base")
    monkeypatch.setenv("SONMAT_MODELS", str(tmp_path))
    with (tmp_path / "whisper-base" / "model.pt").open("r+b") as file:
        file.seek(5000)
        file.write(b"damaged")
    for name in ENGINES:
        from pipelines.transcribe.engine import ENGINES as MAKERS

        with pytest.raises(ModelError, match="damaged"):
            MAKERS[name]("whisper-base").decode(voice[:RATE], Decoding("en"))


def test_the_folder_of_the_fast_engine_holds_the_same_weights():
    """Converted there and back, every tensor is the same."""
    from pipelines.convert.tensors import tensor_digest
    from pipelines.convert.whisper_ct2 import read, rename
    from pipelines.convert.whisper_fast import convert

    folder = derived(
        "whisper-base", "ct2", lambda out: convert(model_path("whisper-base"), "whisper-base", out)
    )
    tensors = rename(read((folder / "model.bin").read_bytes()))
    assert tensor_digest(tensors) == model_digest("whisper-base")


def test_the_forms_of_a_transcript(tmp_path):
    made = transcribe_file(DEMO, Options(language="en", engine="faster-whisper"))
    plain = as_plain(made, "recording.mp4")
    assert {"start_s", "end_s", "text", "confidence", "words"} <= set(plain["utterances"][0])
    assert plain["quality"]["verdict"] == "good" and plain["text"] == made.text
    assert as_file(made, "a.vtt").startswith("WEBVTT") and "-->" in as_file(made, "a.srt")
    assert as_file(made, "a.txt").splitlines() == [u.text for u in made.utterances]
