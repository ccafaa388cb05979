"""A session as a task and back: every second that nobody moved comes back equal to the bit."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.annotation import OUTSIDE, PLAIN_SPEECH, Labelled, Labelling
from data_schemas.clock import Span, TimeMap
from data_schemas.entry import NEW_SEGMENT, Act, Draft, Entry
from data_schemas.knowledge import Evidence, UnitContent
from data_schemas.labelling import Hidden
from data_schemas.procedure import Procedure, Step
from data_schemas.timeline import Alignment, Segment, StepStatus, Timeline
from data_schemas.transcript import Utterance
from pipelines.labelstudio.config import config_of
from pipelines.labelstudio.entries import FROM, question_of, renamed, taken
from pipelines.labelstudio.ground import Ground, put_back
from pipelines.labelstudio.results import Known, from_items, to_items
from pipelines.labelstudio.speech_entries import MOVED_LINE
from pipelines.labelstudio.task import (
    Material,
    data_of,
    screen_name,
    screen_of,
    shown_of,
)
from pipelines.review.fold import Machine, fold

PROCEDURE = Procedure(
    id="prc-1", title="Flange", language="en",
    steps=(Step(id="clean", title="Clean"), Step(id="gasket", title="Fit the gasket")),
)  # fmt: skip
LENGTH_S = 60.0
# Where the copy runs otherwise than the recording: a gap, and a stretch that plays slower.
CLOCK = TimeMap(proxy_s=(0.0, 10.0, 20.0, 60.0), source_s=(0.125, 10.3, 21.7, 61.9))
KNOWN = Known(steps={"clean", "gasket"}, duration_s=LENGTH_S)


def segment(name: str, start_s: float, end_s: float, step: str | None = "clean") -> Segment:
    return Segment(
        id=name, recording="rec-1", step_id=step, start_s=start_s, end_s=end_s, confidence=0.7
    )


def line(name: str, start_s: float, end_s: float, text: str) -> Utterance:
    return Utterance(id=name, recording="rec-1", start_s=start_s, end_s=end_s, text=text)


def timeline_of(segments=(), lines=()) -> Timeline:
    steps = tuple(
        StepStatus(step_id=one.id, status="performed", probability=0.9) for one in PROCEDURE.steps
    )
    return Timeline(
        session="ses-1", duration_s=62.0, segments=tuple(segments), utterances=tuple(lines),
        steps=steps,
    )  # fmt: skip


def material(timeline: Timeline, **more) -> Material:
    made = Material(
        session="ses-1", number=12, procedure=PROCEDURE, recording="rec-1", copied="c-1",
        timeline=timeline, artifact="tl-1", clock=CLOCK,
        told={one.id: one.text for one in timeline.utterances},
        duration_s=LENGTH_S, fps=30.0, media={"video": "/v", "audio": "/a", "motion": "/m"},
    )  # fmt: skip
    return replace(made, **more)


def ground(made: Material) -> Ground:
    return Ground(shown_of(made), made.timeline, made.clock, "en")


def laid_over(made: Material, drafts: tuple[Draft, ...]) -> Timeline:
    """What the journal would hold after these acts."""
    machine = Machine(
        session="ses-1", duration_s=62.0, utterances=made.timeline.utterances,
        alignment=Alignment(
            method="t", segments=made.timeline.segments, steps=made.timeline.steps
        ),
    )  # fmt: skip
    acts = tuple(
        Entry(**draft.model_dump(), session="ses-1", number=n, actor="annotator-1",
              at="2026-11-30T09:00:00Z")
        for n, draft in enumerate(drafts, 1)
    )  # fmt: skip
    return fold(machine, acts)


@st.composite
def time_lines(draw) -> Timeline:
    """Sections one after the other with seconds of any fraction, and lines of words."""
    edges = sorted(draw(st.lists(st.floats(0.2, 61.0), min_size=2, max_size=12, unique=True)))
    kinds = st.sampled_from(["clean", "gasket", None])
    sections = [segment(f"seg-{n}", a, b, draw(kinds)) for n, (a, b) in enumerate(pairwise(edges))]
    return timeline_of(sections)


@given(time_lines())
def test_what_nobody_moved_comes_back_with_every_bit(timeline):
    made = material(timeline)
    items = to_items(shown_of(made).prediction)
    read = from_items(items, KNOWN)
    assert read.odd == () and read.labelling == shown_of(made).prediction
    assert taken(ground(made), read.labelling, "a").drafts == ()


@given(time_lines(), st.data())
def test_an_edge_that_was_moved_takes_no_other_along(timeline, data):
    made = material(timeline)
    before = shown_of(made).prediction
    n = data.draw(st.integers(0, len(before.stretches) - 1))
    old = before.stretches[n]
    end = data.draw(st.floats(old.start_s + 1e-3, LENGTH_S).filter(lambda at: at != old.end_s))
    moved = old.model_copy(update={"end_s": end})
    given = Labelling(stretches=(*before.stretches[:n], moved, *before.stretches[n + 1 :]))
    (draft,) = taken(ground(made), given, "a").drafts
    after = laid_over(made, (draft,))
    assert after.unplaced == ()
    for was in timeline.segments:
        now = next(one for one in after.segments if one.id == was.id)
        assert now.start_s == was.start_s
        if was.id == old.id:
            assert CLOCK.to_proxy(now.end_s) == pytest.approx(end, abs=1e-9)
        else:
            assert now.end_s == was.end_s


@given(time_lines())
def test_who_saw_no_prediction_and_says_the_same_changes_nothing(timeline):
    made = material(timeline, blind=True)
    before = shown_of(made).prediction
    own = before.model_copy(
        update={
            "stretches": tuple(
                one.model_copy(update={"id": f"x{n}", "score": None})
                for n, one in enumerate(before.stretches)
            )
        }
    )
    assert taken(ground(made), renamed(before, own), "a").drafts == ()


def test_know_how_marked_on_an_empty_screen_takes_no_words_away():
    """One line of two is marked, and nobody types again what is said there."""
    timeline = timeline_of(
        lines=[line("u-1", 1.0, 4.0, "Wipe it dry"), line("u-2", 6.0, 9.0, "Now listen for a hiss")]
    )
    made = material(timeline, blind=True)
    mark = Labelled(id="x", lane="speech", labels=("knack",), start_s=6.2, end_s=8.7)
    own = renamed(shown_of(made).prediction, Labelling(stretches=(mark,)))
    found = taken(ground(made), own, "a")
    (card,) = found.drafts
    assert card.after["content"]["text"] == "Now listen for a hiss"
    after = laid_over(made, found.drafts)
    assert [one.text for one in after.utterances] == ["Wipe it dry", "Now listen for a hiss"]


def changed(made: Material, **by_id) -> Labelling:
    """The prediction with some stretches otherwise; None takes one away."""
    found = []
    for one in shown_of(made).prediction.stretches:
        change = by_id.get(one.id.replace("-", "_"), {})
        if change is not None:
            found.append(one.model_copy(update=change))
    return Labelling(stretches=tuple(found))


def test_steps_relabelled_added_taken_away_and_noted():
    timeline = timeline_of(
        [segment("seg-1", 1.0, 5.0), segment("seg-2", 5.0, 9.0), segment("seg-3", 9.0, 12.0, None)]
    )
    made = material(timeline)
    labels = changed(
        made, seg_1={"labels": ("gasket",), "text": "looks like it"}, seg_2=None,
        seg_3={"text": "waiting"},
    )  # fmt: skip
    own = Labelled(id="k3", lane="steps", labels=(OUTSIDE,), start_s=30.0, end_s=31.0)
    labels = labels.model_copy(update={"stretches": (*labels.stretches, own)})
    drafts = taken(ground(made), labels, "7@x").drafts
    told = {one.target: one for one in drafts}
    assert told["seg-1"].after["step_id"] == "gasket" and told["seg-1"].note == "looks like it"
    assert told["seg-2"].after["rejected"] is True
    assert told["seg-3"].act is Act.CONFIRM and told["seg-3"].note == "waiting"
    assert told[NEW_SEGMENT].after["step_id"] is None
    assert all(one.after[FROM] == "7@x" for one in drafts)
    after = laid_over(made, drafts)
    assert after.unplaced == ()
    assert {one.status for one in after.segments if one.id == "seg-2"} == {"rejected"}


def test_what_is_said_to_be_ready_confirms_what_was_left_alone():
    made = material(timeline_of([segment("seg-1", 1.0, 5.0)]))
    ready = changed(made).model_copy(update={"review": "ready"})
    (draft,) = taken(ground(made), ready, "a").drafts
    assert draft.act is Act.CONFIRM and draft.target == "seg-1"
    assert taken(ground(made), changed(made), "a").drafts == ()


def test_words_are_corrected_and_what_was_hidden_in_them_is_itself_again():
    said = line("utt-rec-1-1000", 1.0, 3.0, "Ask Kim Minsu for 40 Nm")
    made = material(
        timeline_of(lines=[said]),
        told={said.id: "Ask [person 1] for 40 Nm"},
        hidden={said.id: (Hidden(instead="[person 1]", words="Kim Minsu"),)},
    )
    left = shown_of(made).prediction.stretches[0]
    assert left.text == "Ask [person 1] for 40 Nm" and left.labels == (PLAIN_SPEECH,)
    labels = changed(made, utt_rec_1_1000={"text": "Ask [person 1] for 45 Nm"})
    (draft,) = taken(ground(made), labels, "a").drafts
    assert draft.after["text"] == "Ask Kim Minsu for 45 Nm"
    assert laid_over(made, (draft,)).utterances[0].text == "Ask Kim Minsu for 45 Nm"


def test_markers_are_put_back_in_their_order_and_those_that_went_stay_away():
    hidden = (Hidden(instead="[x]", words="A"), Hidden(instead="[x]", words="B"))
    assert put_back("[x] and [x]", hidden) == "A and B"
    assert put_back("only [x]", hidden) == "only A"
    assert put_back("none", hidden) == "none"


def unit(kind: str, start_s: float, end_s: float, **more) -> UnitContent:
    evidence = Evidence(recording="rec-1", start_s=start_s, end_s=end_s, track="audio")
    return UnitContent(
        step_id="clean", kind=kind, text="t", language="en", evidence=(evidence,),
        origin="concurrent", **more,
    )  # fmt: skip


def test_a_card_labels_its_line_and_a_label_that_is_new_makes_a_card():
    lines = [line("utt-1", 1.0, 3.0, "dry"), line("utt-2", 4.0, 6.0, "never bend it")]
    made = material(
        timeline_of([segment("seg-1", 0.5, 7.0)], lines), units=(("unit-1", unit("reason", 1, 3)),)
    )
    prediction = {one.id: one for one in shown_of(made).prediction.lane("speech")}
    assert prediction["utt-1"].labels == ("reason",)
    labels = changed(
        made, utt_1={"labels": (PLAIN_SPEECH,)},
        utt_2={"labels": ("hazard", "cue"), "senses": ("touch",)},
    )  # fmt: skip
    drafts = taken(ground(made), labels, "a").drafts
    assert [one.target for one in drafts if one.act is Act.DECLINE] == ["unit-1"]
    cards = [UnitContent.model_validate(one.after["content"]) for one in drafts[1:]]
    assert [one.kind for one in cards] == ["hazard", "cue"]
    assert all(one.origin == "annotator" and one.text == "never bend it" for one in cards)
    assert cards[0].step_id == "clean" and cards[1].cues[0].modality == "touch"
    assert cards[0].evidence[0].start_s == pytest.approx(4.0)


def test_the_same_annotation_makes_the_same_card_under_the_same_name():
    made = material(timeline_of(lines=[line("utt-1", 1.0, 3.0, "dry")]))
    labels = changed(made, utt_1={"labels": ("hazard",)})
    first, again = (taken(ground(made), labels, "a").drafts for _ in range(2))
    assert first == again and taken(ground(made), labels, "b").drafts[0].target != first[0].target


def test_a_line_that_is_taken_away_goes_and_one_that_is_moved_says_so():
    lines = [line("utt-1", 1.0, 3.0, "a"), line("utt-2", 4.0, 6.0, "b")]
    made = material(timeline_of(lines=lines))
    found = taken(ground(made), changed(made, utt_1=None, utt_2={"end_s": 7.0}), "a")
    assert [one.after["text"] for one in found.drafts] == [""] and found.left == (MOVED_LINE,)
    assert [one.id for one in laid_over(made, found.drafts).utterances] == ["utt-rec-1-4000"]


def test_words_that_no_machine_heard_stand_on_the_time_line():
    made = material(timeline_of(lines=[line("utt-1", 1.0, 3.0, "a")]))
    own = Labelled(id="q", lane="speech", labels=(PLAIN_SPEECH,), text="mind the edge",
                   start_s=20.0, end_s=22.0)  # fmt: skip
    labels = changed(made)
    labels = labels.model_copy(update={"stretches": (*labels.stretches, own)})
    after = laid_over(made, taken(ground(made), labels, "a").drafts)
    assert [one.text for one in after.utterances] == ["a", "mind the edge"]


def test_the_expert_is_asked_about_what_was_changed_first_or_about_all_of_it():
    made = material(timeline_of([segment("seg-1", 1.0, 5.0), segment("seg-2", 20.0, 25.0)]))
    asks = changed(made, seg_2={"end_s": 24.0}).model_copy(
        update={"review": "ask_expert", "note": "Why twice?"}
    )
    draft = question_of(ground(made), asks, "a")
    assert draft.span is not None and draft.span.start_s == pytest.approx(20.0)
    assert draft.before["asked"]["question"] == {"en": "Why twice?", "ko": "Why twice?"}
    whole = question_of(ground(made), changed(made), "a")
    assert whole.span == Span(recording="rec-1", start_s=0.0, end_s=LENGTH_S)
    assert (
        question_of(ground(made), asks, "a").target != question_of(ground(made), asks, "b").target
    )


def test_a_task_has_every_key_of_its_screen_and_no_list_without_lines():
    silent = material(timeline_of([segment("seg-1", 1.0, 5.0)]), has_motion=False)
    spoken = material(timeline_of(lines=[line("utt-1", 1.0, 3.0, "")]))
    for made in (silent, spoken):
        screen = made.screen("ko")
        data = data_of(made, screen)
        config = config_of(PROCEDURE, screen)
        for name in ("title", "fps", "video", "audio", "motion", "utterances", "answer"):
            if f'"${name}"' in config:
                assert name in data, name
        assert data["session"] == "ses-1" and screen_of(screen_name(screen)) == screen
        assert data.get("utterances", ["-"]) != []
    assert "utterances" not in data_of(silent, silent.screen("ko"))


def test_what_is_not_on_the_recording_that_is_shown_stays_here():
    other = segment("seg-9", 1.0, 5.0).model_copy(update={"recording": "rec-2"})
    gone = segment("seg-8", 1.0, 5.0).model_copy(update={"status": "rejected"})
    old = segment("seg-7", 1.0, 5.0, "a step of an older version")
    made = material(timeline_of([other, gone, old]))
    assert shown_of(made).prediction.stretches == ()
