"""What the player is told: times on its own clock, plain words, and nothing hidden."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import language
from app.plain import quantity_of, tone_of
from app.scene import Clocks, Shown, presence_spans, scene, silent, whole_title
from app.scene.notes import told
from capture import sessions
from capture.access import OWNER
from capture.site import Site
from data_schemas.clock import TimeMap
from data_schemas.procedure import Procedure, Step
from data_schemas.timeline import (
    Alternative,
    Cited,
    Finding,
    Moment,
    Question,
    Segment,
    StepStatus,
)
from data_schemas.transcript import Quantity
from tests.app import sample


@pytest.fixture
def shown(used: Site) -> Shown:
    made = sample.processed(used)
    recording = made.session.recordings[0]
    return Shown(
        recording=recording,
        procedure=made.procedure,
        clocks=Clocks(shown=recording.id),
        heard=recording.id,
        timeline=sessions.timeline(used, OWNER, made.session.id),
        transcript=sessions.transcript(used, OWNER, made.session.id),
        motion=sessions.hands_seen(used, OWNER, made.session.id, recording.id),
        movement=sessions.movement(used, OWNER, made.session.id),
        editable=True,
    )


def test_every_step_has_a_lane_in_the_written_order(shown: Shown) -> None:
    lanes = scene(shown, "/x")["lanes"]
    assert [lane["title"] for lane in lanes] == [
        "1. Clean the sealing face", "2. Fit the gasket", "3. Tighten the bolts crosswise",
        "4. Test for leaks",
    ]  # fmt: skip
    assert [lane["tone"] for lane in lanes] == ["sure", "check", "sure", "missing"]
    assert [lane["skipped"] for lane in lanes] == [False, False, False, True]


def test_low_confidence_is_a_word_never_a_number(shown: Shown) -> None:
    lanes = scene(shown, "/x")["lanes"]
    bar = lanes[1]["bars"][0]
    assert (bar["tone"], bar["word"]) == ("check", "Please check")
    assert "confidence" not in bar and "0.41" not in str(lanes)


def test_what_was_done_without_a_word_stands_among_the_words(shown: Shown) -> None:
    assert shown.timeline is not None
    assert silent(shown.timeline) == {"seg-bolts"}
    told = [line for line in scene(shown, "/x")["lines"] if line["kind"] == "silent"]
    assert [line["text"] for line in told] == ["Done without a word: Tighten the bolts crosswise"]


def test_what_was_left_out_stands_there_with_its_reason(shown: Shown) -> None:
    told = [line for line in scene(shown, "/x")["lines"] if line["kind"] == "left-out"]
    assert [line["text"] for line in told] == ["Left out: The recording has no sound."]


def test_lines_are_in_the_order_of_time(shown: Shown) -> None:
    starts = [line["start"] for line in scene(shown, "/x")["lines"]]
    assert starts == sorted(starts)


def test_words_hardly_heard_are_marked(shown: Shown) -> None:
    words = [word for line in scene(shown, "/x")["lines"] for word in line["words"]]
    assert [text for _start, _end, text, faint in words if faint] == ["gasket"]


@pytest.mark.parametrize(
    ("tongue", "who", "quantity"),
    [("en", ["Expert", "Interviewer", ""], "3 times"), ("ko", ["숙련자", "질문자", ""], "3번")],
)
def test_who_speaks_and_what_was_measured_stand_beside_the_words(
    shown: Shown, monkeypatch: pytest.MonkeyPatch, tongue: str, who: list[str], quantity: str
) -> None:
    monkeypatch.setattr(language, "current", lambda: tongue)
    lines = scene(shown, "/x")["lines"]
    said = [line for line in lines if line["kind"] == "speech"]
    assert [line["who"] for line in said] == who
    assert [line["quantities"] for line in said] == [[quantity], [], []]
    assert all(line["quantities"] == [] for line in lines if line["kind"] != "speech")


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (40.0, "A", "40 A"), (3.2, "mm", "3.2 mm"), (0.05, "mm", "0.05 mm"), (90.0, "°", "90°"),
        (15.0, "%", "15%"), (1.0, "turn", "1 turn"), (1.5, "turn", "1.5 turns"),
        (1_500_000.0, "N·m", "1500000 N·m"), (-5.0, "°C", "-5 °C"), (7.0, "", "7"),
    ],
)  # fmt: skip
def test_a_quantity_is_told_without_trailing_zeros(value: float, unit: str, told: str) -> None:
    assert quantity_of(Quantity(start_s=0, end_s=1, text="", value=value, unit=unit)) == told


def test_hands_are_drawn_where_they_were_seen(shown: Shown) -> None:
    rows = {row["name"]: row["spans"] for row in scene(shown, "/x")["presence"]}
    assert list(rows) == ["Left hand seen", "Right hand seen"] and rows["Left hand seen"] == []
    assert [tuple(round(t) for t in span) for span in rows["Right hand seen"]] == [(1, 4), (7, 9)]


def test_the_energy_stands_on_the_players_clock_with_what_happened(shown: Shown) -> None:
    energy = scene(shown, "/x")["energy"]
    assert len(energy["values"]) == 60 and set(energy["values"]) == {10, 90}
    assert [n for n, value in enumerate(energy["values"]) if value == 90] == list(range(5, 15))
    (mark,) = energy["marks"]
    assert (mark["start"], mark["end"]) == (2.0, 3.0)
    assert mark["title"] == "Lets go and takes hold again (Right hand)"
    assert energy["told"] == "Most moves at 0:01. 1 thing that happened is marked."


@pytest.mark.parametrize("hours", [0.1, 1, 6])
def test_the_energy_of_a_long_recording_stays_short(shown: Shown, hours: float) -> None:
    """An hour is told as finely as it was measured: one zooms in down to seconds."""
    assert shown.movement is not None
    count = int(hours * 3600 * 5)
    long = shown.movement.model_copy(update={"energy": (0.0,) * (count - 1) + (1.0,)})
    recording = shown.recording.model_copy(update={"duration_s": count / 5})
    values = scene(replace(shown, movement=long, recording=recording), "/x")["energy"]["values"]
    assert len(values) == min(count, 20_000) and values[-1] > 0 and not any(values[:-1])


def test_a_section_tells_what_else_it_may_be(shown: Shown) -> None:
    assert shown.timeline is not None
    other = (Alternative(step_id="clean", probability=0.333), Alternative(step_id=None,
             probability=0.1))  # fmt: skip
    first, *rest = shown.timeline.segments
    doubted = first.model_copy(update={"step_id": "gasket", "alternatives": other})
    timeline = shown.timeline.model_copy(update={"segments": (doubted, *rest)})
    lane = scene(replace(shown, timeline=timeline), "/x")["lanes"][1]
    assert lane["step"] == "gasket"
    assert lane["bars"][0]["alternatives"] == [
        {"step": "clean", "title": "1. Clean the sealing face", "share": 0.33},
        {"step": None, "title": "Outside of the steps", "share": 0.1},
    ]


def test_moments_have_their_question_and_the_players_clock(shown: Shown) -> None:
    assert shown.timeline is not None
    moments = tuple(
        Moment(id=f"mom-{at}", recording=shown.recording.id, start_s=at, end_s=at + 1,
               kind="unspoken_action", score=0.5, reason="",
               question=Question(en=f"Why at {at}?", ko=f"{at}초에 왜요?"))
        for at in (7, 3)
    )  # fmt: skip
    timeline = shown.timeline.model_copy(update={"moments": moments})
    later = Clocks(shown=shown.recording.id, map=TimeMap(proxy_s=(0.5,), source_s=(0.0,)))
    made = scene(replace(shown, timeline=timeline, clocks=later), "/x")["moments"]
    assert made == [
        {"id": "mom-3", "start": 3.5, "end": 4.5, "title": "Why at 3?"},
        {"id": "mom-7", "start": 7.5, "end": 8.5, "title": "Why at 7?"},
    ]


def test_the_sound_is_drawn_where_there_is_a_drawing(shown: Shown) -> None:
    assert [scene(replace(shown, wave=w), "/x")["wave"] for w in (False, True)] == [False, True]


def test_hands_and_body_can_be_shown_where_they_were_followed(shown: Shown) -> None:
    points = scene(shown, "/x")["points"]
    assert points["step"] == pytest.approx(1 / sample.FPS, abs=1e-3)
    assert len(points["sides"]) == sum(points["groups"])
    assert max(max(bone) for bone in points["bones"]) < len(points["sides"])
    deaf = shown.recording.model_copy(update={"has_video": False})
    assert scene(replace(shown, recording=deaf), "/x")["points"] is None
    early = replace(shown, motion=None, movement=None)
    assert (scene(early, "/x")["points"], scene(early, "/x")["energy"]) == (None, None)


def test_before_there_is_a_time_line_the_words_are_shown(shown: Shown) -> None:
    early = Shown(
        recording=shown.recording,
        procedure=shown.procedure,
        clocks=shown.clocks,
        heard=shown.heard,
        transcript=shown.transcript,
    )
    made = scene(early, "/x")
    assert made["lanes"] == []
    assert next(line["text"] for line in made["lines"] if line["kind"] == "speech").startswith(
        "First"
    )


def changed(shown: Shown, name: str, **fields: object) -> Shown:
    """The same with one section changed."""
    assert shown.timeline is not None
    segments = tuple(
        s.model_copy(update=fields) if s.id == name else s for s in shown.timeline.segments
    )
    return replace(shown, timeline=shown.timeline.model_copy(update={"segments": segments}))


def with_outside(shown: Shown, start_s: float, end_s: float) -> Shown:
    """The same with a stretch of work outside of the steps."""
    assert shown.timeline is not None
    outside = Segment(
        id="seg-none", recording=shown.recording.id, step_id=None, start_s=start_s, end_s=end_s,
        confidence=0.4, basis="order",
    )  # fmt: skip
    segments = (*shown.timeline.segments, outside)
    return replace(shown, timeline=shown.timeline.model_copy(update={"segments": segments}))


def bar(shown: Shown, name: str) -> dict[str, Any]:
    bars = [bar for lane in scene(shown, "/x")["lanes"] for bar in lane["bars"]]
    return next(one for one in bars if one["id"] == name)


def test_a_section_quotes_the_words_it_rests_on_and_says_when_they_were_said(
    shown: Shown,
) -> None:
    assert bar(shown, "seg-clean")["evidence"] == {
        "lead": "Found by what was said:",
        "quotes": [
            {
                "at": 1.0,
                "text": "“First wipe the face clean three times”",
                "about": "said while doing it · fits the step well",
            }
        ],
        "doubts": [],
    }


@pytest.mark.parametrize(
    ("relation", "score", "about"),
    [
        ("before", 2.0, "said before doing it · fits the step clearly"),
        ("after", 0.8, "said after doing it · fits the step well"),
        ("overview", 0.4, "said in the overview at the start · fits the step a little"),
        ("recap", -1.0, "said when summing up at the end · fits the step a little"),
    ],
)
def test_words_say_how_well_they_fit_in_words(
    shown: Shown, relation: str, score: float, about: str
) -> None:
    cited = Cited.model_validate(
        {"start_s": 5, "end_s": 6, "text": "So", "score": score, "relation": relation}
    )
    evidence = bar(changed(shown, "seg-gasket", cited=(cited,)), "seg-gasket")["evidence"]
    assert evidence["quotes"] == [{"at": 5.0, "text": "“So”", "about": about}]


def test_doubts_are_what_else_it_may_be_and_how_sure_its_edges_are(shown: Shown) -> None:
    others = (
        Alternative(step_id="bolts", probability=0.224),
        Alternative(step_id=None, probability=0.081),
    )
    doubtful = {"alternatives": others, "start_sd_s": 0.22, "end_sd_s": 3.4}
    assert bar(changed(shown, "seg-gasket", **doubtful), "seg-gasket")["evidence"]["doubts"] == [
        "May also be: 3. Tighten the bolts crosswise 22%, Outside of the steps 8%",
        "Start to about ±1 s, end to about ±3 s",
    ]
    settled = {**doubtful, "status": "confirmed"}
    assert bar(changed(shown, "seg-gasket", **settled), "seg-gasket")["evidence"]["doubts"] == []


def test_what_rests_on_the_written_order_says_so_and_a_persons_word_needs_no_evidence(
    shown: Shown,
) -> None:
    lead = bar(changed(shown, "seg-bolts", basis="order"), "seg-bolts")["evidence"]["lead"]
    assert lead.startswith("Done without a word. No words name it here")
    corrected = changed(shown, "seg-clean", status="corrected", origin="person")
    assert bar(corrected, "seg-clean")["evidence"] == {"lead": "", "quotes": [], "doubts": []}


def test_work_outside_of_the_steps_is_quiet_and_as_long_as_it_is(shown: Shown) -> None:
    assert "outside" not in dict(scene(shown, "/x")["legend"])
    made = with_outside(shown, 9.0, 9.3)
    lane = scene(made, "/x")["lanes"][-1]
    assert (lane["title"], lane["chip"]) == ("Outside of the steps", "")
    one = bar(made, "seg-none")
    assert (one["start"], one["end"], one["tone"], one["word"]) == (9.0, 9.3, "outside", "")
    assert "outside" in dict(scene(made, "/x")["legend"])
    assert not any(item["segment"] == "seg-none" for one in scene(made, "/x")["notes"]
                   for item in one["items"])  # fmt: skip


def grouped() -> Procedure:
    return Procedure(
        id="p",
        title="P",
        steps=(
            Step(id="clean", title="Check", parent="g1"),
            Step(id="gasket", title="Fit", parent="g1"),
            Step(id="bolts", title="Check", parent="g2"),
            Step(id="test", title="Test"),
        ),
        groups=(Step(id="g1", title="Before"), Step(id="g2", title="Then", parent=None)),
    )


def test_sub_steps_stand_below_their_group_and_are_named_with_it(shown: Shown) -> None:
    made = replace(shown, procedure=grouped())
    lanes = scene(made, "/x")["lanes"]
    assert [(lane["title"], lane["depth"], lane["group"]) for lane in lanes] == [
        ("Before", 0, True), ("1. Check", 1, False), ("2. Fit", 1, False),
        ("Then", 0, True), ("3. Check", 1, False), ("4. Test", 0, False),
    ]  # fmt: skip
    assert bar(made, "seg-bolts")["inside"] == "Then"
    assert whole_title(grouped(), "bolts") == "Then › Check"
    assert whole_title(grouped(), "test") == "Test"


def test_what_is_worth_checking_comes_first_and_leads_to_its_place(shown: Shown) -> None:
    first, _otherwise = scene(shown, "/x")["notes"]
    assert first["name"] == "Check these first"
    assert [(one["text"], one["about"], one["segment"]) for one in first["items"]] == [
        ("2. Fit the gasket", "not sure", "seg-gasket"),
        ("4. Test for leaks", "probably left out", None),
        ("3. Tighten the bolts crosswise", "much shorter than usual", "seg-bolts"),
    ]
    assert [one["at"] for one in first["items"]] == [4.0, 8.9, 8.0]


def test_what_is_settled_is_not_asked_again_and_who_may_not_answer_is_not_asked(
    shown: Shown,
) -> None:
    settled = changed(shown, "seg-gasket", status="confirmed")
    texts = [one["text"] for one in scene(settled, "/x")["notes"][0]["items"]]
    assert texts == ["4. Test for leaks", "3. Tighten the bolts crosswise"]
    assert scene(replace(shown, editable=False), "/x")["notes"] == []


MORE = {"start_s": 1, "end_s": 2, "text": "Once more, the same way.", "score": 0.1}


@pytest.mark.parametrize(
    ("finding", "sentence"),
    [
        ({"kind": "skipped", "step_id": "test"}, "Step 4 was probably left out"),
        ({"kind": "repeated", "step_id": "clean", "segments": ("x",)}, "Step 1 comes twice"),
        ({"kind": "repeated", "step_id": "clean", "segments": ("x", "y")}, "Step 1 comes 3 times"),
        (
            {"kind": "repeated", "step_id": "clean", "segments": ("x",), "cited": (MORE,)},
            "Step 1 was done once more",
        ),
        (
            {"kind": "out_of_order", "step_id": "bolts", "other": "gasket"},
            "Step 3 was done before step 2",
        ),
        (
            {"kind": "out_of_order", "step_id": "clean", "other": "bolts"},
            "Step 1 was done after step 3",
        ),
        (
            {"kind": "rule_broken", "step_id": "bolts", "other": "clean"},
            "Rule broken: step 3 came before step 1, which has to come first",
        ),
    ],
)
def test_a_finding_is_a_plain_sentence(
    shown: Shown, finding: dict[str, object], sentence: str
) -> None:
    assert told(shown.procedure, Finding.model_validate(finding)) == sentence


def test_findings_of_what_holds_are_listed_and_those_of_steps_that_are_gone_are_not(
    shown: Shown,
) -> None:
    assert shown.timeline is not None
    assert [one["text"] for one in scene(shown, "/x")["notes"][1]["items"]] == [
        "Step 4 was probably left out"
    ]
    gone = Finding(kind="skipped", step_id="no longer there")
    status = StepStatus(step_id="no longer there", status="skipped", probability=0.1)
    timeline = shown.timeline.model_copy(update={"findings": (gone,), "steps": (status,)})
    assert [one["name"] for one in scene(replace(shown, timeline=timeline), "/x")["notes"]] == [
        "Check these first"
    ]


def test_what_people_settled_is_told_apart(shown: Shown) -> None:
    assert shown.timeline is not None
    segment = shown.timeline.segments[1]
    for status in ("confirmed", "corrected"):
        assert tone_of(segment.model_copy(update={"status": status})) == "person"
    assert tone_of(segment.model_copy(update={"confidence": 0.9})) == "sure"
    unsure = {"confidence": 0.9, "status": "needs_review"}
    assert tone_of(segment.model_copy(update=unsure)) == "check"


seconds = st.floats(0, 3600, allow_nan=False)


@given(seconds, st.floats(-30, 30), st.floats(-30, 30))
def test_a_second_comes_back_from_the_player(at: float, shown: float, other: float) -> None:
    """Marking what is shown gives the same second on the clock of the recording it belongs to."""
    clocks = Clocks(
        shown="a",
        offsets={"a": shown, "b": other},
        map=TimeMap(proxy_s=(0.0, 10.0, 40.0), source_s=(0.0, 12.0, 42.0)),
    )
    there = clocks.to_player(at, "b")
    if there > 0:
        assert clocks.from_player(there, "b") == pytest.approx(at, abs=0.01)


@given(st.lists(st.booleans(), max_size=200), st.floats(0.05, 3))
def test_presence_covers_what_was_seen_and_ends_with_it(seen: list[bool], gap_s: float) -> None:
    t_us = (np.arange(len(seen)) * 100_000).astype(np.int64)
    spans = presence_spans(t_us, np.array(seen, bool), gap_s)
    times = [n / 10 for n, one in enumerate(seen) if one]
    assert all(any(s.start_s <= t <= s.end_s for s in spans) for t in times)
    assert all(s.start_s in times and s.end_s in times for s in spans)
    for before, after in itertools.pairwise(spans):
        assert after.start_s - before.end_s > gap_s
