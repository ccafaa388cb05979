"""Questions and answers, cues and explained moments: what leaves of know-how, and what stays."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.clock import Span
from data_schemas.rights import ProtectionClass
from data_schemas.sitting import Asked, Reply
from data_schemas.timeline import Moment, Question, Sign
from pipelines.release.bag import verify
from pipelines.release.formats import FORMATS
from pipelines.release.formats.explained import rows_of
from pipelines.release.package import package
from pipelines.release.told import inquiries
from tests.pipelines.release.conftest import make_bundle, make_part, track
from tests.pipelines.release.told import AT, WHY, asked, seconds, told_part, unit

VIEWS = ("qa", "cues", "explained")


def lines(name, part, out):
    folder = out / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    FORMATS[name](make_bundle(part), folder)
    text = "".join(one.read_text("utf-8") for one in sorted(folder.glob("*.jsonl")))
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def load(tmp_path, monkeypatch):
    import datasets

    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    return lambda folder: datasets.load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))


def test_a_card_is_a_question_with_its_answer_and_the_seconds_behind_it(tmp_path):
    (row,) = lines("qa", told_part(unit(), inquiries=(asked(),)), tmp_path)
    assert row["id"] == "ses-a/unit-1" and row["asked"] is True
    assert row["question"] == row["question_ko"] == WHY.ko and row["question_en"] == WHY.en
    assert row["answer"] == "손에 기름이 안 묻을 때까지 닦아요"
    assert (row["step_id"], row["step_title"]) == ("s1", "플랜지를 닦는다")
    assert (row["kind"], row["senses"], row["status"]) == ("cue", ["touch"], "expert_confirmed")
    assert (row["licence"], row["protection_class"]) == ("CC-BY-4.0", "internal")
    work, answer = row["spans"]
    assert (work["role"], work["start_s"], work["session_start_s"]) == ("work", 1.0, 3.0)
    assert (answer["recording"], answer["role"]) == ("r9", "answer")
    assert answer["session_start_s"] is None and answer["end_s"] == 2.0


def test_no_name_and_no_account_is_in_any_row(tmp_path):
    part = told_part(unit(), inquiries=(asked(),))
    text = json.dumps([lines(name, part, tmp_path) for name in VIEWS])
    assert "account-7" not in text and "Choi" not in text


def test_what_was_told_unasked_has_no_question(tmp_path):
    (row,) = lines("qa", told_part(unit()), tmp_path)
    assert row["asked"] is False and row["question"] == row["question_ko"] == ""


@pytest.mark.parametrize(
    ("more", "by"),
    [({}, "person"), ({"asr_confidence": 0.9}, "machine"), ({"suggested_by": "llm"}, "machine")],
)
def test_whose_words_they_are_is_told(tmp_path, more, by):
    assert lines("qa", told_part(unit(**more)), tmp_path)[0]["made_by"] == by


def test_a_cue_rests_on_its_own_seconds(tmp_path):
    (row,) = lines("cues", told_part(unit()), tmp_path)
    assert row["sense"] == "touch" and row["description"] == "기름기"
    assert (row["normal"], row["abnormal"]) == ("뽀득하다", "미끄럽다")
    assert (row["threshold"], row["threshold_value"]) == ("두 번", 2.0)
    assert [one["start_s"] for one in row["spans"]] == [2.0]


def test_an_explained_moment_points_to_its_motion_rows(tmp_path):
    (row,) = lines("explained", told_part(unit(), inquiries=(asked(),)), tmp_path)
    assert (row["start_s"], row["end_s"], row["recording"]) == (3.0, 6.0, "r1")
    assert (row["first_row"], row["end_row"]) == (1, 4)
    assert row["outcome"] == "explained" and row["units"] == ["unit-1"]
    assert row["answer"] == unit().text and row["found_by"] == "machine"


def test_asked_and_nothing_special_is_a_negative_and_nothing_else_is(tmp_path):
    part = told_part(
        unit("unit-draft", status="draft"),
        inquiries=(
            asked("mom-1", outcome="nothing", units=()),
            asked("mom-2", outcome="declined", units=()),
            asked("mom-3", outcome="later", units=()),
            asked("mom-4", outcome="answered", units=()),
            asked("mom-5", outcome="answered", units=("unit-draft",)),
            asked("mom-6", outcome="nothing", units=("unit-draft",)),
            asked("card:s1:why", outcome="nothing", units=(), span=None),
        ),
    )
    (row,) = lines("explained", part, tmp_path)
    assert row["id"] == "ses-a/mom-1" and row["outcome"] == "nothing"
    assert row["answer"] == "" and row["units"] == []


STAY = {
    "a draft": {"status": "draft"},
    "one that another took the place of": {"status": "superseded"},
    "more secret than the session": {"protection_class": ProtectionClass.RESTRICTED},
    "of national core technology": {"protection_class": ProtectionClass.NATIONAL_CORE},
}


@pytest.mark.parametrize("more", STAY.values(), ids=STAY)
@pytest.mark.parametrize("name", VIEWS)
def test_cards_that_may_not_leave_are_in_no_view(tmp_path, name, more):
    part = told_part(unit(**more), inquiries=(asked(),))
    assert lines(name, part, tmp_path) == []
    assert unit().text not in (tmp_path / name / "README.md").read_text("utf-8")


def test_a_card_of_a_session_of_national_core_technology_never_leaves():
    part = told_part(unit())
    core = part.consent.model_copy(update={"protection_class": ProtectionClass.NATIONAL_CORE})
    assert replace(part, consent=core).units == ()


@pytest.mark.parametrize(
    "cut",
    [
        Span(recording="r1", start_s=2.9, end_s=8),
        Span(recording="r9", start_s=1, end_s=1.2),
        Span(recording="r2", start_s=3.5, end_s=4.0),  # another camera, a second ahead
    ],
)
def test_a_card_that_rests_on_struck_seconds_stays_whichever_camera_was_struck(cut):
    part = told_part(unit())
    other = part.session.recordings[0].model_copy(update={"id": "r2", "offset_s": 1.0})
    session = part.session.model_copy(update={"recordings": (*part.session.recordings, other)})
    assert len(replace(part, session=session).units) == 1
    assert replace(part, session=session, withheld=(cut,)).units == ()


def test_a_strike_of_an_answer_is_none_of_the_work():
    cut = Span(recording="r9", start_s=2.0, end_s=3.0)
    part = told_part(unit(evidence=(seconds(2, 3),)), withheld=(cut,))
    assert len(part.units) == 1 and len(part.spoken) == 3


def moment(words_at: float) -> Moment:
    return Moment(
        id="mom-1", recording="r1", start_s=1, end_s=4, kind="vague_words", score=0.9, reason="x",
        question=WHY,
        evidence=(
            Sign(recording="r1", start_s=words_at, end_s=words_at + 1, source="words", what="x"),
        ),
    )  # fmt: skip


def test_a_question_that_quotes_struck_words_stays(tmp_path):
    cut = (Span(recording="r1", start_s=12, end_s=13),)
    line = make_part().timeline

    def rows(withheld=(), moments=()):
        told = line.model_copy(update={"moments": moments})
        part = told_part(unit(), inquiries=(asked(),), withheld=withheld, timeline=told)
        return len(lines("explained", part, tmp_path)), lines("qa", part, tmp_path)[0]["question"]

    assert rows(moments=(moment(12),)) == (1, WHY.ko)
    assert rows(cut, (moment(12),)) == (0, ""), "its words were taken out"
    assert rows(cut, (moment(20),)) == (1, WHY.ko)
    assert rows(cut) == (0, ""), "nobody can tell any more which words it quotes"
    assert rows() == (1, WHY.ko)


def reply(number: int, target: str, outcome="answered", follows=None, kind=None) -> Reply:
    question = Question(en=f"q{number}", ko=f"질문 {number}")
    put = Asked(target=target, question=question, kind=kind, follows=follows)
    return Reply(number=number, actor="a", at=AT, asked=put, outcome=outcome)


def test_cards_belong_to_the_question_whose_answer_they_were_drawn_from():
    replies = (
        reply(1, "mom-1", "later", kind="pause"),
        reply(2, "own-1"),
        reply(3, "mom-1", kind="pause"),
        reply(4, "own-1", follows=2),
    )
    units = (
        unit("unit-a", moment="mom-1"), unit("unit-b", moment=None), unit("unit-c", moment=None),
    )  # fmt: skip
    found = inquiries(replies, units, {"unit-b": 4})
    assert [(one.target, one.outcome, one.question.en, one.units) for one in found] == [
        ("mom-1", "answered", "q3", ("unit-a",)), ("own-1", "answered", "q2", ("unit-b",)),
    ]  # fmt: skip
    assert [one.by_machine for one in found] == [True, False]


@pytest.mark.parametrize("name", VIEWS)
def test_datasets_opens_it_with_the_same_columns_whatever_is_empty(name, tmp_path, load):
    bare = unit("unit-2", evidence=(), no_footage="told at lunch", step_id=None)
    full = told_part(unit(), inquiries=(asked(),))
    empty = told_part(bare, inquiries=(asked(outcome="nothing", units=()),))
    found = []
    for number, part in enumerate((full, empty)):
        (tmp_path / f"{number}").mkdir()
        lines(name, part, tmp_path / f"{number}")
        found.append(load(tmp_path / f"{number}" / name))
    (one, other) = (data["train"] for data in found)
    assert len(one) == len(other) == 1
    assert one.features == other.features
    assert list(one.features) == list(one[0])


def test_a_view_without_rows_is_a_card_that_says_so(tmp_path):
    assert lines("qa", told_part(), tmp_path) == []
    assert "no rows" in (tmp_path / "qa" / "README.md").read_text("utf-8")


def test_the_same_bundle_gives_the_same_bytes_in_every_format(tmp_path):
    part = told_part(unit(), inquiries=(asked(),))
    found = []
    for name in ("one", "two"):
        made = package(make_bundle(part), FORMATS, tmp_path / name, tmp_path / "data")
        assert verify(tmp_path / name) == []
        found.append(made.digest)
    assert found[0] == found[1]


def test_one_expert_is_in_one_split_in_all_formats(tmp_path):
    part = told_part(unit(), inquiries=(asked(),))
    bundle = make_bundle(part)
    for name in VIEWS:
        lines(name, part, tmp_path)
        (file,) = (tmp_path / name).glob("*.jsonl")
        assert file.stem == bundle.records[0].split


at = st.floats(0, 45, allow_nan=False)


@settings(deadline=None, max_examples=60)
@given(
    span=st.tuples(at, at).map(sorted),
    cut=st.tuples(at, at).map(sorted),
    offset=st.floats(-20, 20, allow_nan=False),
)
def test_rows_are_those_whose_time_lies_in_the_span_and_nothing_struck_counts(span, cut, offset):
    part = make_part()
    film = part.session.recordings[0].model_copy(update={"offset_s": offset})
    part = replace(
        part,
        session=part.session.model_copy(update={"recordings": (film,)}),
        withheld=(Span(recording="r1", start_s=cut[0], end_s=cut[1]),),
    )
    seen = track()
    first, end = rows_of(part, Span(recording="r1", start_s=span[0], end_s=span[1]), seen)
    kept = [n for n in range(40) if not cut[0] <= n < cut[1]]
    wanted = [n for n, row in enumerate(kept) if span[0] <= row < span[1]]
    if first is None:
        assert len(wanted) <= 1  # an edge may fall on a row by a rounding error
        return
    got = np.arange(first, end)
    assert abs(len(got) - len(wanted)) <= 1
    assert all(span[0] - 1e-6 <= kept[n] < span[1] + 1e-6 for n in got)
