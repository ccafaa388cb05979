"""Proposals for a session: utterances, characters, seconds, and what stands there instead."""

from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.masking import ConfidentialTerm, ConfidentialTerms, KnownNames, TextMask
from data_schemas.timeline import Timeline
from data_schemas.transcript import Quantity, Utterance, Word
from pipelines.deidentify.text.seconds import located, spoken_at
from pipelines.deidentify.text.timeline import applied, of_timeline

KNOWN = KnownNames(names=("김도윤",))
TERMS = ConfidentialTerms(terms=(ConfidentialTerm(term="한빛정밀", replacement="고객사 A"),))


def utterance(text: str, start_s: float = 0.0, name: str = "u1", **more) -> Utterance:
    """One second a word, with a word for each."""
    words = tuple(
        Word(start_s=start_s + n, end_s=start_s + n + 0.9, text=word)
        for n, word in enumerate(text.split())
    )
    fields = {"language": "ko", "recording": "rec-1", "words": words, **more}
    end_s = start_s + max(len(words), 1)
    return Utterance(id=name, text=text, start_s=start_s, end_s=end_s, **fields)


def session(*utterances: Utterance) -> Timeline:
    return Timeline(session="ses-1", duration_s=100.0, utterances=utterances)


def masks(*utterances: Utterance):
    return of_timeline(session(*utterances), KNOWN, TERMS)


def test_a_mask_says_which_characters_and_all_seconds_of_the_words_that_are_hit():
    (mask,) = masks(utterance("이건 김철수 반장님이 하셨어요", 10.0))
    assert (mask.recording, mask.utterance, mask.kind) == ("rec-1", "u1", "person")
    assert (mask.start, mask.end, mask.replacement) == (3, 6, "[이름 1]")
    assert (mask.start_s, mask.end_s) == (11.0, 11.9)
    (mask,) = masks(utterance("번호는 공일공 공이삼사 오육칠팔이에요 네"))
    assert (mask.start_s, mask.end_s) == (1.0, 3.9), "the word with its ending goes whole"


def test_ids_are_the_same_in_every_run_and_tell_nothing_of_the_words():
    one, other = masks(utterance("김철수 반장님")), masks(utterance("박영희 반장님"))
    assert one == masks(utterance("김철수 반장님"))
    assert one[0].id == other[0].id, "same place and kind"
    assert one[0].id != masks(utterance("김철수 반장님", name="u2"))[0].id


def test_the_same_value_has_the_same_number_all_through_a_session():
    told = masks(
        utterance("김철수 반장님 번호는 010-0234-5678", 0.0, "u1"),
        utterance("박영희 과장님이 와요", 20.0, "u2", recording="rec-2"),
        utterance("call 010 0234 5678 now", 40.0, "u3", language="en"),
        utterance("김철수 과장님", 60.0, "u4", language=""),
    )
    assert [(one.utterance, one.replacement) for one in told] == [
        ("u1", "[이름 1]"), ("u1", "[전화번호 1]"), ("u3", "[phone 1]"), ("u4", "[이름 1]"),
        ("u2", "[이름 2]"),
    ]  # fmt: skip


def test_a_number_that_goes_on_after_a_breath_is_one_number():
    first = utterance("제 번호는 공일공", 0.0, "u1")
    later = utterance("공이삼사 오육칠팔이에요", 4.0, "u2")
    told = masks(first, later)
    assert [(one.utterance, one.start, one.end) for one in told] == [("u1", 6, 9), ("u2", 0, 9)]
    assert len({one.replacement for one in told}) == 1
    assert masks(first, utterance("공이삼사 오육칠팔이에요", 8.0, "u2")) == ()
    other = utterance("공이삼사 오육칠팔이에요", 4.0, "u2", speaker="interviewer")
    assert masks(first, other) == (), "another voice says another number"


def test_who_was_called_by_name_once_is_found_where_the_name_stands_alone():
    told = masks(
        utterance("민형식이는 아직 몰라요", 0.0, "u1"),
        utterance("민형식 주임이 왔어요", 20.0, "u2"),
        utterance("형식아 이거 잡아", 40.0, "u3"),
    )
    assert [one.utterance for one in told] == ["u1", "u2", "u3"]
    assert [one.score < 0.7 for one in told] == [True, False, True]
    assert masks(utterance("민형식이는 아직 몰라요")) == ()


def test_what_people_and_the_site_named_is_found():
    told = masks(utterance("도윤이가 한빛정밀의 것을 만져요"))
    assert [(one.kind, one.replacement) for one in told] == [
        ("person", "[이름 1]"), ("confidential", "[고객사 A]"),
    ]  # fmt: skip


def test_masks_are_put_into_text_words_and_quantities():
    ampere = Quantity(start_s=2.0, end_s=3.9, text="공이삼사 오육칠팔이에요", value=1, unit="A")
    kept = Quantity(start_s=4.0, end_s=4.9, text="셋", value=3)
    said = utterance("번호 공일공 공이삼사 오육칠팔이에요 셋", quantities=(ampere, kept))
    told = masks(said)
    shown = applied(said, told)
    assert shown.text == "번호 [전화번호 1]이에요 셋"
    assert [one.text for one in shown.words] == ["번호", "[전화번호 1]", "이에요", "셋"]
    assert shown.quantities == (kept,)
    other = utterance("다른 말이에요", name="u2")
    assert applied(other, told) == other


def test_words_that_are_not_those_of_the_text_still_hide_all_that_may_be_meant():
    said = utterance("이건 김철수 반장님이 하셨어요", 10.0)
    gone = said.model_copy(update={"words": (said.words[0], *said.words[2:])})
    when = spoken_at(gone, 3, 6)
    assert (when.start_s, when.end_s) == (10.9, 12.0)
    none = said.model_copy(update={"words": ()})
    assert spoken_at(none, 3, 6) == spoken_at(none, 0, 1)
    assert (spoken_at(none, 3, 6).start_s, spoken_at(none, 3, 6).end_s) == (10.0, 14.0)
    odd = said.model_copy(update={"words": (said.words[0], said.words[3], said.words[1])})
    assert all(odd.text[start:end] == word.text for start, end, word in located(odd))
    shown = applied(odd, masks(odd))
    assert "김철수" not in " ".join(one.text for one in shown.words)


WORDS = st.sampled_from(
    (
        *(
            "공일공",
            "공이삼사",
            "오육칠팔이에요",
            "김철수",
            "반장님이",
            "도윤아",
            "한빛정밀의",
            "네",
        ),
        *("010-0234-5678", "사번", "20231187", "Mr.", "Harris", "씨", "이", "박", "과장님"),
        *("[이름 1]", "계좌", "110-000-123456"),
    )
)
TALK = st.lists(st.lists(WORDS, max_size=6).map(" ".join), min_size=1, max_size=5)


@settings(max_examples=150, deadline=None)
@given(TALK, st.sampled_from(["", "ko"]))
def test_a_masked_session_needs_no_mask(talk, language):
    said = session(*(utterance(t, 7.0 * n, f"u{n}", language=language) for n, t in enumerate(talk)))
    told = of_timeline(said, KNOWN, TERMS)
    assert len({one.id for one in told}) == len(told)
    for mask in told:
        own = next(one for one in said.utterances if one.id == mask.utterance)
        assert own.start_s <= mask.start_s < mask.end_s <= own.end_s
    shown = session(*(applied(one, told) for one in said.utterances))
    assert of_timeline(shown, KNOWN, TERMS) == ()
    for one in shown.utterances:
        assert "".join(w.text for w in one.words).replace(" ", "") == one.text.replace(" ", "")


@st.composite
def covered(draw):
    """An utterance and masks anywhere in it, apart from each other, on letters or between them."""
    text = draw(st.lists(WORDS, min_size=1, max_size=8).map(" ".join))
    said = utterance(text)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    found = [mask_at(said, start, end, f"[m {n}]") for n, (start, end) in enumerate(spans)]
    return said, draw(st.permutations(found))


def mask_at(said: Utterance, start: int, end: int, shown: str) -> TextMask:
    when = spoken_at(said, start, end)
    return TextMask(
        id=f"msk-{start}", recording="rec-1", utterance=said.id, start_s=when.start_s,
        end_s=when.end_s, start=start, end=end, kind="person", replacement=shown, score=1.0,
    )  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(covered())
def test_nothing_but_what_is_masked_changes_and_times_stay_in_order(given_):
    said, found = given_
    shown = applied(said, found)
    ordered = sorted(found, key=lambda one: one.start)
    rest = shown.text
    at = 0
    for one in ordered:  # what stands before each mask, then its marker, and so on to the end
        assert rest.startswith(said.text[at : one.start] + one.replacement)
        rest = rest[one.start - at + len(one.replacement) :]
        at = one.end
    assert rest == said.text[at:]
    times = {(word.start_s, word.end_s) for word in said.words}
    assert all((word.start_s, word.end_s) in times for word in shown.words)
    starts = [word.start_s for word in shown.words]
    assert starts == sorted(starts)
    untouched = [
        word
        for start, end, word in located(said)
        if not any(one.start < end and start < one.end for one in found)
    ]
    assert [word for word in shown.words if word in untouched] == untouched
    assert (shown.start_s, shown.end_s, shown.id) == (said.start_s, said.end_s, said.id)
