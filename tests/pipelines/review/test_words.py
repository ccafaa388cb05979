"""Lines that a person told otherwise, divided and joined: no word loses its place in time."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.errors import InputError
from data_schemas.transcript import Quantity, Utterance, Word
from pipelines.review.words import joined, parted, retold
from pipelines.text import tidy

WORDS = st.sampled_from(
    ["개스킷을", "개스켓이", "살짝", "돌려서", "끼웁니다", "사십", "암페어", "A", "the", "gasket",
     "gas", "ket", "goes", "on", "dry", "40", "mm", "—", "O링을", "\U0001f527", "don't"]
)  # fmt: skip
LINES = st.lists(WORDS, min_size=1, max_size=12)


@st.composite
def utterances(draw, timed=True):
    """Words in order inside of the utterance, with gaps now and then."""
    texts = draw(LINES)
    start = draw(st.integers(0, 5000)) / 100
    words, at = [], start
    for text in texts:
        at += draw(st.integers(0, 60)) / 100
        until = at + draw(st.integers(1, 90)) / 100
        words.append(Word(start_s=at, end_s=until, text=text, confidence=draw(
            st.integers(0, 99)) / 100))  # fmt: skip
        at = until
    end = at + draw(st.integers(0, 100)) / 100
    return Utterance(
        id="utt-1", start_s=start, end_s=end, text=" ".join(texts), confidence=0.5,
        speaker="expert", language="ko", words=tuple(words) if timed else (), recording="rec",
    )  # fmt: skip


def line(text, each_s=0.5, start_s=1.0, **more):
    spoken = text.split()
    words = tuple(
        Word(start_s=start_s + n * each_s, end_s=start_s + (n + 1) * each_s, text=word,
             confidence=0.3)
        for n, word in enumerate(spoken)
    )  # fmt: skip
    end = start_s + each_s * len(spoken)
    return Utterance(id="utt-1", start_s=start_s, end_s=end, text=text, confidence=0.3,
                     words=words, **more)  # fmt: skip


def times(utterance):
    return [(round(word.start_s, 3), round(word.end_s, 3)) for word in utterance.words]


@given(utterances(), LINES)
def test_words_follow_each_other_inside_of_the_utterance(said, texts):
    made = retold(said, " ".join(texts))
    assert made.text == " ".join(texts) == " ".join(word.text for word in made.words)
    assert all(word.length_s > 0 for word in made.words)
    assert all(a.end_s <= b.start_s for a, b in pairwise(made.words))
    assert said.start_s <= made.words[0].start_s and made.words[-1].end_s <= said.end_s
    assert (made.id, made.recording, made.speaker) == (said.id, said.recording, said.speaker)
    assert (made.start_s, made.end_s, made.origin) == (said.start_s, said.end_s, "person")


@given(utterances())
def test_the_same_words_keep_everything(said):
    made = retold(said, f"  {said.text}\n")
    assert made.words == said.words and made.confidence == said.confidence
    assert retold(made, made.text) == made


@given(utterances(), LINES)
def test_telling_the_same_twice_changes_nothing_more(said, texts):
    made = retold(said, " ".join(texts))
    assert retold(made, " ".join(texts)).words == made.words


@given(utterances(timed=False), LINES)
def test_where_no_word_had_a_time_none_gets_one(said, texts):
    made = retold(said, " ".join(texts))
    assert made.text == " ".join(texts) and made.words == ()


@given(utterances(), st.integers(0, 11), WORDS)
def test_one_changed_word_leaves_all_others_alone(said, where, other):
    where %= len(said.words)
    texts = [word.text for word in said.words]
    if other in texts:
        return
    made = retold(said, " ".join([*texts[:where], other, *texts[where + 1 :]]))
    assert made.words[:where] == said.words[:where]
    assert made.words[where + 1 :] == said.words[where + 1 :]
    one, before = made.words[where], said.words[where]
    assert (one.start_s, one.end_s, one.confidence) == (before.start_s, before.end_s, 1.0)


@given(utterances(), st.integers(0, 12), LINES)
def test_words_that_come_in_between_move_no_word_but_those_beside_them(said, where, others):
    where %= len(said.words) + 1
    texts = [word.text for word in said.words]
    if set(others) & set(texts):
        return
    made = retold(said, " ".join([*texts[:where], *others, *texts[where:]]))
    far = max(0, where - 1)
    assert made.words[:far] == said.words[:far]
    after = said.words[where + 1 :]
    assert made.words[len(made.words) - len(after) :] == after


def test_a_word_with_another_particle_stays_in_its_place():
    made = retold(line("개스킷을 살짝 돌려서"), "개스킷이 살짝 돌려서")
    assert times(made) == [(1.0, 1.5), (1.5, 2.0), (2.0, 2.5)]
    assert [word.confidence for word in made.words] == [1.0, 0.3, 0.3]


def test_two_words_that_become_one_give_it_their_time():
    assert times(retold(line("the gas ket goes"), "the gasket goes")) == [
        (1.0, 1.5), (1.5, 2.5), (2.5, 3.0),
    ]  # fmt: skip


def test_one_word_that_becomes_two_is_shared_by_letters():
    assert times(retold(line("가스켓을끼우고 돌려", 0.7), "가스켓을 끼우고 돌려")) == [
        (1.0, 1.4), (1.4, 1.7), (1.7, 2.4),
    ]  # fmt: skip


def test_a_new_word_takes_the_gap_if_there_is_one():
    before = line("now goes on")
    words = (before.words[0], *(w.model_copy(update={"start_s": w.start_s + 1,
                                                     "end_s": w.end_s + 1})
                                for w in before.words[1:]))  # fmt: skip
    spoken = before.model_copy(update={"words": words, "end_s": 3.5})
    made = retold(spoken, "now it goes on")
    assert (made.words[0], *made.words[2:]) == words
    assert 1.5 <= made.words[1].start_s < made.words[1].end_s <= 2.5


def test_a_new_word_without_a_gap_takes_from_the_longer_neighbour():
    made = retold(line("the gasket", 1.0), "the dry gasket")
    assert made.words[0].start_s == 1.0 and made.words[2].end_s == 3.0
    assert made.words[1].length_s > 0.3


def test_words_that_overlap_are_put_in_order():
    crossed = (Word(start_s=1, end_s=3, text="a"), Word(start_s=2, end_s=2, text="b"))
    made = retold(Utterance(start_s=1, end_s=3, text="a b", words=crossed), "a b")
    first, second = made.words
    assert 1 <= first.start_s < first.end_s <= second.start_s < second.end_s <= 3


def test_in_no_time_no_word_can_lie():
    spoken = Utterance(start_s=1, end_s=1, text="a", words=(Word(start_s=1, end_s=1, text="a"),))
    assert retold(spoken, "b").words == ()


def test_numbers_are_found_anew():
    spoken = line("set it to forty", quantities=(Quantity(start_s=1, end_s=3, text="x", value=1),))
    (found,) = retold(spoken, "set it to 40 amps").quantities
    assert (found.value, found.unit, found.end_s) == (40, "A", 3.0)
    untimed = Utterance(start_s=1, end_s=3, text="x")
    (found,) = retold(untimed, "사십 암페어").quantities
    assert (found.value, found.unit, found.start_s, found.end_s) == (40, "A", 1, 3)


def test_a_line_without_words_is_empty():
    made = retold(line("uh"), "  ")
    assert (made.text, made.words, made.quantities) == ("", (), ())


def test_text_is_composed_and_without_control_characters():
    assert tidy(" 개스킷\x00\t\n on ") == "개스킷 on"


def test_a_very_long_line_is_still_corrected():
    texts = [f"w{n}" for n in range(400)]
    other = ["first", *texts[1:200], "middle", *texts[201:-1], "last"]
    made = retold(line(" ".join(texts), 0.1), " ".join(other))
    assert made.text == " ".join(other) and len(made.words) == 400
    assert made.words[50].start_s == pytest.approx(6.0)


@given(utterances(), st.integers(1, 80))
def test_a_divided_line_can_be_joined_again(said, at):
    said = retold(said, said.text)  # numbers as they are found
    if len(said.words) < 2 or at >= len(said.text):
        return
    first, second = parted(said, at, "utt-2")
    assert (first.id, second.id) == ("utt-1", "utt-2")
    assert f"{first.text} {second.text}" == said.text
    assert first.words + second.words == said.words
    assert first.end_s <= second.start_s
    assert joined(first, second) == said


@given(utterances(timed=False), st.integers(1, 80))
def test_a_line_without_word_times_is_divided_by_its_letters(said, at):
    said = retold(said, said.text)
    if len(said.text.split()) < 2 or at >= len(said.text):
        return
    first, second = parted(said, at, "utt-2")
    assert said.start_s <= first.end_s == second.start_s <= said.end_s
    assert joined(first, second) == said


@pytest.mark.parametrize(
    ("at", "first"),
    [(1, "now"), (3, "now"), (4, "now"), (5, "now"), (6, "now the"), (13, "now the")],
)  # fmt: skip
def test_a_line_is_divided_at_the_nearest_edge_of_a_word(at, first):
    assert parted(line("now the gasket"), at, "x")[0].text == first


@pytest.mark.parametrize(("text", "at"), [("a b", 0), ("a b", 3), ("a b", 9), ("a", 1), ("ab", 1)])
def test_nothing_is_divided_from_nothing(text, at):
    with pytest.raises(InputError, match="between two words"):
        parted(line(text), at, "x")


def test_a_line_whose_words_came_otherwise_is_divided_in_time_too():
    words = (Word(start_s=0, end_s=1, text="now the"), Word(start_s=1, end_s=2, text=" gasket"))
    spoken = Utterance(id="a", start_s=0, end_s=2, text=" now the gasket", words=words)
    first, second = parted(spoken, 4, "b")
    assert first.text == "now" and second.text == "the gasket"
    assert [word.text for word in second.words] == ["the", "gasket"]
    assert 0 < first.end_s == second.start_s < 1


def test_the_first_speaker_says_what_was_joined():
    one, other = line("a b", speaker="expert"), line("c", start_s=3.0, speaker="interviewer")
    made = joined(one, other.model_copy(update={"origin": "person", "language": "en"}))
    assert (made.speaker, made.text, made.language) == ("expert", "a b c", "")
    assert made.origin == "person"
    assert (made.start_s, made.end_s) == (1.0, 3.5)


def test_half_of_the_times_are_none():
    made = joined(line("a b"), Utterance(start_s=3, end_s=4, text="c d"))
    assert made.text == "a b c d" and made.words == ()


@pytest.mark.parametrize(
    "other",
    [line("b", start_s=0.2), line("b", start_s=5.0, recording="other"), line("a")],
    ids=["before", "another recording", "itself"],
)
def test_only_the_line_that_follows_is_joined(other):
    with pytest.raises(InputError, match="follows"):
        joined(line("a"), other)
