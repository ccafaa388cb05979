"""With the real encoder: passages are found by what they mean, in both languages."""

import pytest

from data_schemas.procedure import Procedure, Step
from data_schemas.timeline import Timeline
from pipelines.embedder import Embedder, _loaded
from pipelines.search.engine import Request, SearchEngine
from pipelines.search.passage import encode
from pipelines.search.passages import passages
from tests.pipelines.search.conftest import say

pytestmark = pytest.mark.weights

PROCEDURE = Procedure(id="p", title="Press", steps=(Step(id="a", title="Any"),))
SAID = (
    "볼트를 대각선 순서로 조여야 플랜지가 고르게 눌립니다",
    "세척제로 접합면의 기름을 깨끗이 닦아 냅니다",
    "소리가 탁해지면 베어링이 다 된 겁니다",
    "wear the gloves before you touch the hot plate",
    "listen for a click when the clamp closes",
    "measure the gap with a feeler gauge",
)


@pytest.fixture(scope="module")
def engine() -> SearchEngine:
    encoder = Embedder()
    engine = SearchEngine(encoder.encode_queries, encoder.digest)
    for number, text in enumerate(SAID):
        timeline = Timeline(session=f"ses{number}", duration_s=9, utterances=(say(1, 3, text),))
        engine.add(f"ses{number}", encode(passages(timeline, PROCEDURE, "r1"), encoder))
    return engine


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("나사를 어떤 차례로 조이나요?", 0),
        ("더러운 것을 없애는 방법", 1),
        ("소음으로 고장을 알아내기", 2),
        ("how do I avoid burning my hands", 3),
        ("how do I know it is locked", 4),
        ("which tool shows how wide the clearance is", 5),
    ],
)
def test_a_question_in_other_words_finds_its_answer_among_the_first_two(engine, question, answer):
    assert SAID[answer] in [hit.passage.text for hit in engine.query(question, Request(2))]


def test_all_encoders_of_a_process_share_one_model(engine: SearchEngine) -> None:
    before = _loaded.cache_info().misses
    first, second = (Embedder().encode_passages([SAID[0]]) for _ in range(2))
    assert _loaded.cache_info().misses == before
    assert (first == second).all()
