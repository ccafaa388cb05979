"""People's entries over machine output: what holds, what comes back, what no longer fits."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.clock import Span
from data_schemas.entry import Act, Entry
from data_schemas.timeline import Alignment, Alternative, Segment, StepStatus
from data_schemas.transcript import Quantity, Utterance, Word
from pipelines.review.fold import Machine, fold, standing
from pipelines.review.lines import named

AT = datetime(2026, 1, 1, tzinfo=UTC)


def segment(name="seg-1", step="a", start=0.0, end=10.0, **more):
    return Segment(
        id=name, step_id=step, start_s=start, end_s=end, recording="rec", confidence=0.5, **more
    )


def machine(*segments, utterances=()):
    return Machine("ses", 60.0, tuple(utterances), Alignment(method="x", segments=segments))


def entry(number, act, target, seen=None, after=None, span=None):
    return Entry(
        session="ses",
        number=number,
        actor="owner",
        at=AT,
        act=act,
        target=target,
        span=span or (Span(recording="rec", start_s=seen.start_s, end_s=seen.end_s)
                      if seen else None),
        before={"step_id": seen.step_id} if seen else {},
        after=after or {},
    )  # fmt: skip


def test_without_entries_the_machine_holds():
    one = segment()
    assert fold(machine(one), ()).segments == (one,)


def test_a_correction_moves_the_segment_and_says_that_a_person_did():
    one = segment()
    after = {"start_s": 2.0, "end_s": 8.0, "step_id": "b"}
    (changed,) = fold(machine(one), [entry(1, Act.CORRECT, "seg-1", one, after)]).segments
    assert (changed.start_s, changed.end_s, changed.step_id) == (2.0, 8.0, "b")
    assert (changed.status, changed.origin, changed.confidence) == ("corrected", "person", 1.0)


def test_what_the_machine_doubted_is_not_doubted_of_a_persons_section():
    other = Alternative(step_id="b", probability=0.3)
    one = segment(start_sd_s=2.0, end_sd_s=3.0, alternatives=(other,))
    (changed,) = fold(machine(one), [entry(1, Act.CORRECT, "seg-1", one, {"end_s": 8.0})]).segments
    assert (changed.start_sd_s, changed.end_sd_s, changed.alternatives) == (None, None, ())


def test_fields_that_nobody_may_set_are_not_taken_from_an_entry():
    one = segment()
    after = {"recording": "other", "id": "evil", "start_s": 1.0}
    (changed,) = fold(machine(one), [entry(1, Act.CORRECT, "seg-1", one, after)]).segments
    assert (changed.recording, changed.id, changed.start_s) == ("rec", "seg-1", 1.0)


def test_a_confirmed_segment_is_sure():
    one = segment()
    (changed,) = fold(machine(one), [entry(1, Act.CONFIRM, "seg-1", one)]).segments
    assert (changed.status, changed.confidence, changed.origin) == ("confirmed", 1.0, "machine")


def test_after_a_new_model_the_entry_finds_the_same_step_at_the_same_place():
    seen = segment("seg-1", start=0, end=10)
    moved = segment("seg-9", start=1, end=10)
    other = segment("seg-1", step="b", start=30, end=40)
    timeline = fold(machine(moved, other), [entry(1, Act.CONFIRM, "seg-1", seen)])
    statuses = {s.id: s.status for s in timeline.segments}
    assert statuses == {"seg-9": "confirmed", "seg-1": "auto"}
    assert timeline.unplaced == ()


def test_what_no_longer_fits_is_shown_not_dropped():
    seen = segment("seg-1", start=0, end=10)
    elsewhere = segment("seg-2", start=40, end=50)
    act = entry(1, Act.CONFIRM, "seg-1", seen)
    timeline = fold(machine(elsewhere), [act])
    assert timeline.unplaced == (act,)
    assert timeline.segments == (elsewhere,)


def test_a_correction_to_a_step_that_is_no_longer_in_the_procedure_is_shown_not_dropped():
    one = segment(step="a")
    alignment = Alignment(
        method="x",
        segments=(one,),
        steps=(StepStatus(step_id="a", status="performed", probability=0.9),),
    )
    gone = entry(1, Act.CORRECT, "seg-1", one, {"step_id": "b"})
    outside = entry(2, Act.CORRECT, "seg-1", one, {"step_id": None})
    assert fold(Machine("ses", 60.0, (), alignment), [gone]).unplaced == (gone,)
    assert fold(Machine("ses", 60.0, (), alignment), [outside]).segments[0].step_id is None


def test_an_entry_can_be_taken_back_and_brought_back():
    one = segment()
    confirm, undo, redo = (
        entry(1, Act.CONFIRM, "seg-1", one),
        entry(2, Act.UNDO, "1"),
        entry(3, Act.UNDO, "2"),
    )
    assert fold(machine(one), [confirm, undo]).segments[0].status == "auto"
    assert fold(machine(one), [confirm, undo, redo]).segments[0].status == "confirmed"


def test_a_struck_stretch_takes_its_words_and_whole_segments_with_it():
    words = tuple(Word(start_s=s, end_s=s + 1, text=f"w{s}") for s in range(4))
    spoken = Utterance(start_s=0, end_s=4, text="w0 w1 w2 w3", words=words)
    gone = Utterance(start_s=1.2, end_s=1.8, text="secret")
    inside, across = segment("in", start=1, end=2), segment("across", start=0, end=3)
    cut = Span(recording="rec", start_s=1.0, end_s=2.0)
    timeline = fold(
        machine(inside, across, utterances=(spoken, gone)),
        [entry(1, Act.STRIKE, "rec", span=cut)],
    )
    assert [u.text for u in timeline.utterances] == ["w0 w2 w3"]
    assert [s.id for s in timeline.segments] == ["across"]


def test_a_struck_number_is_gone_from_beside_the_words_too():
    words = tuple(Word(start_s=n, end_s=n + 1, text=t) for n, t in enumerate(("set", "40", "A")))
    forty = Quantity(start_s=1, end_s=3, text="40 A", value=40, unit="A")
    spoken = Utterance(start_s=0, end_s=3, text="set 40 A", words=words, quantities=(forty,))
    cut = Span(recording="rec", start_s=1, end_s=3)
    timeline = fold(machine(utterances=(spoken,)), [entry(1, Act.STRIKE, "rec", span=cut)])
    assert timeline.utterances[0].text == "set" and timeline.utterances[0].quantities == ()


def test_a_struck_utterance_without_word_times_goes_whole():
    spoken = Utterance(start_s=0, end_s=4, text="all of it")
    cut = Span(recording="rec", start_s=3.5, end_s=5.0)
    timeline = fold(machine(utterances=(spoken,)), [entry(1, Act.STRIKE, "rec", span=cut)])
    assert "all" not in " ".join(u.text for u in timeline.utterances)


@pytest.mark.parametrize("act", [Act.ANSWER, Act.MASK])
def test_acts_whose_part_is_not_built_yet_are_kept_visible(act):
    given_entry = entry(1, act, "x")
    assert fold(machine(), [given_entry]).unplaced == (given_entry,)


@given(st.lists(st.sampled_from(["confirm", "undo"]), max_size=8), st.data())
def test_every_standing_entry_is_placed_or_shown(acts, data):
    one = segment()
    entries = []
    for number, act in enumerate(acts, 1):
        if act == "undo" and number > 1:
            target = str(data.draw(st.integers(1, number - 1)))
            entries.append(entry(number, Act.UNDO, target))
        else:
            lost = data.draw(st.booleans())
            seen = segment(start=50, end=60) if lost else one
            entries.append(entry(number, Act.CONFIRM, "seg-1", seen))
    entries = tuple(entries)
    timeline = fold(machine(one), entries)
    standing_ones = standing(entries)
    assert all(e.act is not Act.UNDO for e in standing_ones)
    lost = [e for e in standing_ones if e.span and e.span.start_s == 50]
    assert list(timeline.unplaced) == lost


def of(recording, start, end, text="Words."):
    return Utterance(start_s=start, end_s=end, text=text, recording=recording)


def struck(recording):
    return entry(1, Act.STRIKE, "", span=Span(recording=recording, start_s=0.0, end_s=5.0))


def test_what_is_struck_in_one_take_stands_in_the_other():
    own = segment("seg-1", end=4.0)
    other = segment("seg-2", end=4.0).model_copy(update={"recording": "rec-2"})
    said = (of("rec", 1, 2), of("rec-2", 1, 2))
    found = fold(machine(own, other, utterances=said), (struck("rec-2"),))
    assert [u.recording for u in found.utterances] == ["rec"]
    assert [s.id for s in found.segments] == ["seg-1"]


def test_a_strike_is_on_the_clock_of_its_own_recording():
    """The door writes one for every recording that saw the moment (tests/pipelines/test_strike)."""
    own, said = segment(end=4.0), (of("rec", 1, 2),)
    found = fold(machine(own, utterances=said), (struck("rec-side"),))
    assert found.utterances == named(said) and found.segments == (own,) and found.unplaced == ()


def test_sections_stand_in_the_order_of_their_takes():
    late = segment("seg-1", start=50.0, end=55.0)
    next_take = segment("seg-2", start=1.0, end=5.0).model_copy(update={"recording": "rec-2"})
    both = Machine("ses", 90.0, (), Alignment(method="x", segments=(next_take, late)),
                   takes={"rec": 1, "rec-2": 2})  # fmt: skip
    assert [s.id for s in fold(both, ()).segments] == ["seg-1", "seg-2"]
