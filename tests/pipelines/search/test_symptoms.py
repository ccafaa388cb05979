"""Which questions ask about a sign."""

import pytest

from pipelines.search.symptoms import is_symptom


@pytest.mark.parametrize(
    "question",
    ["sounds wet", "지글지글 소리", "it smells burnt", "덜컹덜컹", "what if it feels rough",
     "손끝에 떨림이 오면", "베어링이 이상해요", "something is wrong with the seal", "불량이 나면"],
)  # fmt: skip
def test_a_sense_a_fault_or_an_imitated_sound_is_one(question):
    assert is_symptom(question)


@pytest.mark.parametrize(
    "question",
    ["how tight", "볼트를 몇 번에 나누어 조이나요", "which tool", "turn the power off", "순서",
     "12", "first step", "가스켓 방향", "🔧", "?!"],
)  # fmt: skip
def test_anything_else_is_none(question):
    assert not is_symptom(question)
