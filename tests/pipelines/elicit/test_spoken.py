"""Words that leave something open, and words of danger, in both languages."""

import pytest

from data_schemas.transcript import Quantity, Word
from pipelines.elicit.spoken import LONGEST_QUOTE, hazards, vague_words
from tests.pipelines.elicit.drawn import recording, said

VAGUE = [
    ("vague_feel", "You just know when it is tight."),
    ("vague_feel", "여기서는 그냥 감으로 조여요."),
    ("vague_feel", "대충 가운데쯤에, 보면 알아요."),
    ("vague_until", "Tighten it until it is good."),
    ("vague_until", "하나씩 적당히 조여요."),
    ("vague_until", "됐다 싶을 때까지 돌려요."),
    ("vague_amount", "Then a bit more to the left."),
    ("vague_amount", "살짝만 걸리면 돼요."),
    ("vague_amount", "여기를 좀 더 눌러 주세요."),
]
CLEAR = [
    "I turn it three quarters of the way.", "The gasket goes on dry, no grease.",
    "볼트 네 개를 손가락으로 끼워요.", "감독이 옆에서 봅니다.", "느낌표를 찍어 주세요.",
    "A little, 3 mm, no more.", "살짝, 반 바퀴만 더 돌려요.", "조금씩 3밀리 벌려요.",
]  # fmt: skip
DANGEROUS = [
    "Be careful, the edge is sharp.", "Never put your fingers under the press.",
    "It can explode if the hose leaks.", "여기는 손이 끼일 수 있어요.", "잘못하면 크게 다쳐요.",
    "물이 묻으면 감전됩니다.", "이 부분은 조심해야 돼요.",
]  # fmt: skip
HARMLESS = [
    "The cover comes off first.", "볼트를 조입니다.", "It burns brightly.", "장갑을 끼고 시작해요.",
    "뚜껑을 얹어요.",
]  # fmt: skip


def texts(found):
    return [one.filled["words"] for one in found]


@pytest.mark.parametrize(("code", "text"), VAGUE)
def test_what_is_left_open_is_told_by_what_is_missing(code, text):
    (found,) = vague_words(recording(utterances=(said(5, 8, text),)))
    assert found.because == code and found.filled["words"] == text.rstrip(".")


@pytest.mark.parametrize("text", CLEAR)
def test_a_measure_beside_it_leaves_nothing_open(text):
    assert not list(vague_words(recording(utterances=(said(5, 8, text),))))


def test_a_quantity_that_was_heard_counts_as_a_measure():
    ninety = Quantity(start_s=5.5, end_s=6.0, text="구십 암페어", value=90, unit="A")
    told = said(5, 8, "구십 암페어 조금 위로 맞춰요.", quantities=(ninety,))
    assert not list(vague_words(recording(utterances=(told,))))


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_danger_that_is_spoken_of_is_asked_about(text):
    (found,) = hazards(recording(utterances=(said(5, 8, text),)))
    assert found.kind == "spoken_hazard"


@pytest.mark.parametrize("text", HARMLESS)
def test_other_words_are_no_danger(text):
    assert not list(hazards(recording(utterances=(said(5, 8, text),))))


@pytest.mark.parametrize("speaker", ["interviewer", "bystander"])
def test_only_the_experts_own_words_count(speaker):
    told = said(5, 8, "Just a bit more?", speaker=speaker)
    assert not list(vague_words(recording(utterances=(told,))))


def test_a_sentence_is_asked_about_where_it_was_said():
    first = [Word(start_s=5 + n, end_s=6 + n, text=w) for n, w in enumerate(["It", "is", "clean."])]
    then = [Word(start_s=9 + n, end_s=10 + n, text=w) for n, w in enumerate(["Just", "a", "bit."])]
    told = said(5, 12, "It is clean. Just a bit.", words=(*first, *then))
    (found,) = vague_words(recording(utterances=(told,)))
    assert (found.span.start_s, found.span.end_s) == (9, 12)


def test_without_word_times_a_sentence_gets_its_share():
    told = said(10, 20, "This is the first one. It takes a bit.")
    (found,) = vague_words(recording(utterances=(told,)))
    assert 14 < found.span.start_s < 18 and found.span.end_s == 20


def test_a_long_quote_is_cut_between_words():
    told = said(5, 15, "You press a little " + "and then again " * 10 + "here.")
    (quote,) = texts(vague_words(recording(utterances=(told,))))
    assert len(quote) <= LONGEST_QUOTE + 1 and quote.endswith("…") and " " in quote


def test_words_that_were_hardly_heard_are_worth_less():
    clear, faint = (
        next(vague_words(recording(utterances=(said(5, 8, "by feel", confidence=c),)))).score
        for c in (1.0, 0.3)
    )
    assert faint < 0.5 * clear
