"""Windows that are heard together: the same words and times as one after the other."""

from __future__ import annotations

import numpy as np
import pytest

from data_schemas.errors import Cancelled, SettingsError
from pipelines import batches
from pipelines.transcribe import transcriber
from pipelines.transcribe.engine import RATE, Decoding
from pipelines.transcribe.openai import OpenAIWhisper
from pipelines.transcribe.together import ask, meets, run_together
from pipelines.transcribe.transcriber import Options, transcribe
from tests.pipelines.transcribe.conftest import Samples
from tests.pipelines.transcribe.test_engines import sure, told


def wanting(name, rounds):
    def job():
        return [ask(f"{name}{n}") for n in range(rounds)]

    return job


def quiet():
    pass


def test_questions_of_a_round_are_answered_together_and_each_hears_its_own_answer():
    rounds = []

    def answer(questions):
        rounds.append(list(questions))
        return [question.upper() for question in questions]

    jobs = [wanting("a", 2), wanting("b", 3), wanting("c", 0)]
    found = run_together(jobs, answer, quiet)
    assert found == [["A0", "A1"], ["B0", "B1", "B2"], []]
    assert rounds == [["a0", "b0"], ["a1", "b1"], ["b2"]]
    assert not meets()


def test_who_stops_a_round_lets_every_piece_let_go():
    held = []

    def job():
        held.append("in")
        try:
            ask("one")
        finally:
            held.append("out")

    def stop():
        raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        run_together([job, job], list, stop)
    assert held == ["in", "in", "out", "out"]


def test_what_one_piece_raises_ends_all_of_them():
    def wrong():
        ask("one")
        raise ValueError("wrong")

    with pytest.raises(ValueError, match="wrong"):
        run_together([wanting("a", 9), wrong], list, quiet)


@pytest.mark.parametrize("given", ["0", "-1", "65", "many", "1.5", "²"])
def test_a_batch_that_cannot_be_is_refused(monkeypatch, given):
    monkeypatch.setenv(batches.SPEECH, given)
    with pytest.raises(SettingsError, match="SONMAT_SPEECH_BATCH"):
        batches.windows("cpu")


def test_by_itself_a_processor_hears_a_few_windows_at_a_time_and_a_gpu_more(monkeypatch):
    monkeypatch.delenv(batches.SPEECH, raising=False)
    assert 1 < batches.windows("cpu") < batches.windows("cuda")
    monkeypatch.setenv(batches.SPEECH, "2")
    assert batches.windows("cpu") == batches.windows("cuda") == 2


@pytest.fixture(scope="module")
def three(voice):
    """Three pieces of speech of other lengths; the last one is too short to ask for a language."""
    return [voice[2 * RATE : 8 * RATE], voice[8 * RATE : 13 * RATE], voice[13 * RATE : 15 * RATE]]


def batched(monkeypatch, count):
    monkeypatch.setenv(batches.SPEECH, str(count))
    return OpenAIWhisper()


@pytest.fixture(scope="module")
def model():
    """One model for all, whose memory holds what several windows need."""
    with pytest.MonkeyPatch.context() as patch:
        made = batched(patch, 3)
        assert made.batch == 3
        made._model  # noqa: B018
    return made


def close(here, there):
    """The same words; a sum in a batch has another seventh digit."""
    assert told(here) == told(there)
    assert sure(here) == pytest.approx(sure(there), abs=1e-3)


@pytest.mark.weights
@pytest.mark.parametrize(
    "how", [Decoding("en"), Decoding("en", prompt="Terms: gasket."), Decoding("en", beam=2)]
)
def test_windows_decoded_together_say_what_each_says_alone(model, three, how):
    alone = [model.decode(sound, how) for sound in three]
    assert any(part.text.strip() for heard in alone for part in heard)
    rounds = []
    together = model.together(
        [lambda sound=sound: model.decode(sound, how) for sound in three],
        lambda: rounds.append(1),
    )
    assert bool(rounds) == (how.beam == 1), "a beam is decoded by itself"
    for here, there in zip(together, alone, strict=True):
        close(here, there)


@pytest.mark.weights
def test_they_are_encoded_and_decoded_as_one_batch(model, three, monkeypatch):
    import whisper

    sizes, decode = [], whisper.decode

    def counted(model, mels, options):
        sizes.append(len(mels) if mels.ndim == 3 else 1)
        return decode(model, mels, options)

    monkeypatch.setattr(whisper, "decode", counted)
    encoded = []
    inner = model._model.encoder.inner
    seen = inner.register_forward_hook(lambda _module, given, _made: encoded.append(len(given[0])))
    model._model.encoder.known.clear()
    model.together(
        [lambda s=sound: (model.languages(s), model.decode(s, Decoding("en"))) for sound in three],
        quiet,
    )
    seen.remove()
    assert sizes[0] == 3, "the first round is of all"
    assert encoded[0] == 3, "and its windows are encoded once, for language, text and word times"
    assert sum(encoded) == sum(sizes), "each window that is decoded is encoded once"


@pytest.mark.weights
def test_a_recording_heard_in_batches_is_the_recording_heard_window_by_window(
    model, voice, monkeypatch
):
    options = Options(language="en", windows_a_part=2)
    pieces = [voice[2 * RATE : 9 * RATE], voice[9 * RATE : 14 * RATE], voice[14 * RATE : 20 * RATE]]
    pause = np.zeros(RATE * 2, np.float32)
    whole = Samples(np.concatenate([one for piece in pieces for one in (piece, pause)]))
    # Windows of a few seconds, so that there are several of them.
    monkeypatch.setattr("pipelines.transcribe.windows.MOST_S", 8.0)
    monkeypatch.setattr("pipelines.transcribe.windows.FROM_S", 3.0)
    monkeypatch.setattr(transcriber, "engine", lambda name, weights: model)
    shares: list[float] = []
    together = transcribe(whole, options, shares.append)
    assert shares == sorted(shares) and shares[-1] == 1.0
    rounds = []
    answered = OpenAIWhisper._answered
    monkeypatch.setattr(
        OpenAIWhisper, "_answered", lambda self, some: rounds.append(1) or answered(self, some)
    )
    monkeypatch.setitem(model.__dict__, "batch", 1)
    alone = transcribe(whole, options)
    assert not rounds, "this time each window was heard by itself"
    assert together.text == alone.text and together.text
    assert together.dropped == alone.dropped and together.notes == alone.notes
    for here, there in zip(together.utterances, alone.utterances, strict=True):
        assert [(w.text, w.start_s, w.end_s) for w in here.words] == [
            (w.text, w.start_s, w.end_s) for w in there.words
        ]
        assert here.confidence == pytest.approx(there.confidence, abs=1e-3)


@pytest.mark.weights
def test_threads_that_hear_together_wait_for_each_other(model, three):
    """The worker hears an answer while it hears the work."""
    from concurrent.futures import ThreadPoolExecutor

    def heard(_turn):
        return model.together(
            [lambda s=sound: model.decode(s, Decoding("en")) for sound in three[1:]], quiet
        )

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(heard, range(2))
    for here, there in zip(one, other, strict=True):
        close(here, there)
