"""The default engine on real speech; and what it does where there is none."""

import os
import wave
from pathlib import Path

import numpy as np
import pytest

from data_schemas.errors import Cancelled, ModelError
from pipelines.models import list_models, model_digest
from pipelines.transcribe import RATE, Options, transcribe
from pipelines.transcribe.believe import NO_SIGNAL
from pipelines.transcribe.openai import OpenAIWhisper
from pipelines.transcribe.single import transcribe_file

_DEFAULT = Path(__file__).resolve().parents[3].parent / "shared"
SPEECH = Path(os.environ.get("SONMAT_BENCH_DATA") or _DEFAULT) / "data" / "speech"
_HERE = {model.name for model in list_models() if model.present}

needs_weights = pytest.mark.skipif(
    "whisper-base" not in _HERE, reason="whisper-base is not here: run `sonmat models fetch`"
)
needs_speech = pytest.mark.skipif(
    not (SPEECH / "jfk.flac").is_file(), reason="skipped: no bench data"
)


def test_digital_silence_is_an_empty_result_with_the_reason_and_needs_no_weights(
    monkeypatch, tmp_path
):
    monkeypatch.setenv("SONMAT_MODELS", str(tmp_path))
    made = transcribe(np.zeros(5 * RATE, np.float32), Options(language="ko"))
    assert made.utterances == () and made.text == ""
    (gap,) = made.dropped
    assert (gap.start_s, gap.end_s, gap.reason) == (0, 5, NO_SIGNAL)


def test_no_sound_at_all_is_an_empty_result():
    made = transcribe(np.zeros(0, np.float32), Options())
    assert made.utterances == () and made.dropped == ()


def test_without_weights_the_error_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("SONMAT_MODELS", str(tmp_path))
    sound = np.random.default_rng(0).normal(0, 0.1, RATE).astype(np.float32)
    with pytest.raises(ModelError, match="sonmat models fetch"):
        OpenAIWhisper().transcribe(sound, Options(language="en"))


def test_a_silent_file_is_a_result(tmp_path):
    path = tmp_path / "quiet.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(2 * 8000 * 3))
    answer = transcribe_file(path, "ko")
    assert answer["text"] == "" and answer["utterances"] == []
    assert answer["dropped"][0]["reason"] == NO_SIGNAL
    assert answer["file"] == "quiet.wav"


def test_options_that_decide_the_result_stand_in_its_recipe():
    assert Options(piece_s=60).params() != Options(piece_s=90).params()
    assert Options(threads=1).params() == Options(threads=2).params()


@pytest.mark.weights
@needs_weights
@needs_speech
def test_known_english_speech_with_word_times():
    shares: list[float] = []
    answer = transcribe_file(SPEECH / "jfk.flac", None, shares.append)
    assert answer["language"] == "en"
    assert "ask what you can do for your country" in answer["text"].lower()
    words = [word for u in answer["utterances"] for word in u["words"]]
    starts = [word["start_s"] for word in words]
    assert starts == sorted(starts) and starts[0] >= 0 and words[-1]["end_s"] <= 11.0
    country = [w["start_s"] for w in words if w["text"].lower().startswith("country")]
    assert country[-1] == pytest.approx(10.0, abs=0.6)
    assert answer["model_digest"] == model_digest("whisper-base")
    assert answer["engine"].startswith("openai-whisper ")
    assert set(answer["utterances"][0]) == {"start_s", "end_s", "text", "confidence", "words"}
    assert shares[-1] == 1.0 and shares == sorted(shares)


@pytest.mark.weights
@needs_weights
@needs_speech
def test_work_stops_where_progress_raises():
    def stop(share: float) -> None:
        if share > 0:
            raise Cancelled("Stopped.")

    from capture.media import media_from_path

    sound = media_from_path(SPEECH / "jfk.flac").sound_array()
    with pytest.raises(Cancelled):
        transcribe(sound, Options(language="en", piece_s=6.0), stop)


@pytest.mark.weights
@needs_weights
@needs_speech
def test_silence_around_speech_holds_no_words_and_moves_none():
    from capture.media import media_from_path

    sound = media_from_path(SPEECH / "lh_LJ002-0035.wav").sound_array()
    padded = np.concatenate([np.zeros(6 * RATE, np.float32), sound, np.zeros(8 * RATE, np.float32)])
    made = transcribe(padded, Options(language="en"))
    assert made.utterances
    assert made.utterances[0].start_s >= 5.5
    assert made.utterances[-1].end_s <= 6.5 + len(sound) / RATE
