"""One model a process, and the texts of those who wait meanwhile go through it together."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from pipelines import batches, embedder
from pipelines.embedder import DIMENSIONS, Embedder, Model

SAID = ("볼트를 대각선으로 조입니다", "wipe the face", "소리가 탁해집니다", "wear gloves", "click")


class Counting:
    """Rows that say which text they are of; the first call waits until the others have asked."""

    def __init__(self, fails=0):
        self.calls: list[list[str]] = []
        self.sizes: list[int] = []
        self.others = threading.Event()
        self.fails = fails

    def encode(self, texts, batch_size, **_how):
        self.calls.append(list(texts))
        self.sizes.append(batch_size)
        if len(self.calls) == 1:
            assert self.others.wait(60)
        if self.fails:
            self.fails -= 1
            raise RuntimeError("out of memory")
        return np.array([[float(text)] for text in texts], np.float32)


def asked_at_once(model, counting, texts):
    """The first asks alone; the others ask while it is answered."""
    with ThreadPoolExecutor(len(texts)) as pool:
        first = pool.submit(model.encode, texts[0], 8)
        while not counting.calls:
            pass
        later = [pool.submit(model.encode, some, 8) for some in texts[1:]]
        while len(model._waiting) < len(later):
            pass
        counting.others.set()
        return [one.exception() or one.result()[:, 0].tolist() for one in (first, *later)]


def test_sessions_that_wait_are_encoded_together_and_each_gets_its_own_rows():
    counting = Counting()
    found = asked_at_once(Model(counting, joins=True), counting, [["1"], ["2", "3"], ["4"], ["5"]])
    assert found == [[1.0], [2.0, 3.0], [4.0], [5.0]]
    assert len(counting.calls) == 2 and len(counting.calls[1]) == 4
    assert counting.sizes == [8, 8]


def test_on_a_processor_each_session_is_encoded_by_itself():
    counting = Counting()
    found = asked_at_once(Model(counting, joins=False), counting, [["1"], ["2", "3"], ["4"]])
    assert found == [[1.0], [2.0, 3.0], [4.0]]
    assert len(counting.calls) == 3


def test_what_fails_for_one_is_tried_again_by_those_who_were_to_be_answered_with_it():
    counting = Counting(fails=1)
    first, *others = asked_at_once(Model(counting, joins=True), counting, [["1"], ["2"], ["3"]])
    assert isinstance(first, RuntimeError) and others == [[2.0], [3.0]]
    counting = Counting()
    model = Model(counting, joins=True)
    counting.fails = 0

    def second_fails(texts, batch_size, **_how):
        counting.calls.append(list(texts))
        if len(counting.calls) == 1:
            assert counting.others.wait(60)
        if len(counting.calls) == 2:
            raise RuntimeError("out of memory")
        return np.array([[float(text)] for text in texts], np.float32)

    counting.encode = second_fails
    first, *others = asked_at_once(model, counting, [["1"], ["2"], ["3"]])
    assert first == [1.0]
    assert sum(isinstance(one, RuntimeError) for one in others) == 1
    assert [one for one in others if not isinstance(one, RuntimeError)] in ([[2.0]], [[3.0]])


def test_a_gpu_takes_more_texts_at_once():
    assert batches.texts("cuda") > batches.texts("cpu")


@pytest.mark.weights
def test_every_embedder_of_a_process_is_one_model_and_the_batch_changes_no_vector(monkeypatch):
    sizes = []
    model = embedder._loaded(embedder.model_path(embedder.NAME), batches.device())
    encode = model._model.encode
    monkeypatch.setattr(
        model._model, "encode", lambda texts, **how: sizes.append(how["batch_size"]) or encode(
            texts, **how
        )
    )  # fmt: skip
    usual, singly = Embedder().encode_passages(SAID), Embedder(1).encode_passages(SAID)
    assert usual.shape == (len(SAID), DIMENSIONS) and usual.dtype == np.float32
    assert sizes == [batches.texts(batches.device()), 1]
    assert np.allclose(usual, singly, atol=1e-5)
    assert np.allclose(np.linalg.norm(usual, axis=1), 1, atol=1e-5)
    assert Embedder().encode_queries([]).shape == (0, DIMENSIONS)
