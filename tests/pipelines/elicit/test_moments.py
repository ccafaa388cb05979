"""All that is worth asking about in a recording, worded in both languages."""

import re
from string import Formatter
from typing import get_args

from data_schemas.marks import Mark, Marks
from data_schemas.motion import Event
from data_schemas.timeline import Finding, Moment, MomentKind
from pipelines.elicit.moments import find_moments
from pipelines.elicit.observed import Observed
from pipelines.elicit.weights import KIND_WORTH
from pipelines.elicit.wording import REASONS, clock
from tests.pipelines.elicit.drawn import ask, hands, movement, recording, said, step

WIPE, SEAT = said(5, 9), said(41, 45, "The gasket goes on, just by feel.")
WHOLE = recording(
    utterances=(WIPE, SEAT),
    segments=(step("clean", 4, 30, WIPE), step("fit", 38, 55, SEAT)),
    series=hands((4.5, 9.2, 0.0), (17.0, 24.0, 0.08), (40.0, 46.0, 0.0)),
    movement=movement(Event(start_s=30, end_s=33, kind="inspection", source="body")),
    findings=(Finding(kind="out_of_order", step_id="fit", other="clean"),),
    marks=Marks(marks=(Mark(at_s=50, kind="pedal"),)),
)


def by_kind(seen: Observed) -> dict[str, Moment]:
    return {one.kind: one for one in find_moments(seen, ask)}


def test_a_recording_gives_its_moments_with_questions_and_reasons():
    found = by_kind(WHOLE)
    assert {"marker", "unspoken_action", "vague_words", "swapped_step"} <= set(found)
    assert next(iter(found)) == "marker"
    action = found["unspoken_action"]
    assert action.recording == "rec" and action.step_id == "clean"
    assert action.question.en == f"unspoken_action {clock(action.start_s)}"
    assert action.question.ko == "unspoken_action Clean the face"
    assert "nobody says a word" in action.reason and "아무 말도" in action.reason_ko
    assert found["vague_words"].filled["words"] == "The gasket goes on, just by feel"
    assert all(one.evidence for one in found.values())


def test_what_was_missing_is_told_with_every_moment():
    blind = recording(
        utterances=(WIPE,), movement=movement(missing=("hands", "body")), marks=WHOLE.marks,
        segments=WHOLE.segments,
    )  # fmt: skip
    found = find_moments(blind, ask)
    assert found and all(one.missing == ("hands", "body") for one in found)
    nothing = find_moments(recording(marks=WHOLE.marks), ask)
    assert [one.kind for one in nothing] == ["marker"]
    assert nothing[0].missing == ("hands", "body", "sound", "speech")


def test_the_same_recording_gives_the_same_moments_with_the_same_ids():
    assert find_moments(WHOLE, ask) == find_moments(WHOLE, ask)
    ids = [one.id for one in find_moments(WHOLE, ask)]
    assert len(set(ids)) == len(ids) and all(one.startswith("mom-") for one in ids)


def test_moments_survive_being_kept():
    for one in find_moments(WHOLE, ask):
        assert Moment.model_validate_json(one.model_dump_json()) == one


def test_every_kind_has_a_worth():
    assert set(KIND_WORTH) == set(get_args(MomentKind))


def test_every_reason_says_the_same_in_both_languages():
    for english, korean in REASONS.values():
        gaps = [{name for _, name, _, _ in Formatter().parse(t) if name} for t in (english, korean)]
        assert gaps[0] == gaps[1]
        assert re.search("[가-힣]", korean) and not re.search("[가-힣]", english)


def test_no_reason_says_how_well_somebody_works():
    scored = re.compile(
        r"\b(?:slow|slower|fast|faster|bad|wrong|mistake|error|too long)\b|느리|빠르|틀|실수|잘못"
    )
    assert not [text for pair in REASONS.values() for text in pair if scored.search(text.lower())]


def test_clocks_read_as_in_a_player():
    assert [clock(s) for s in (0.0, 7.9, 61.2, 3725.0)] == ["0:00", "0:07", "1:01", "62:05"]
