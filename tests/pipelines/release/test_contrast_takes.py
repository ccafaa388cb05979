"""Pairs of takes: a step done well beside the same step in a take that shows it otherwise."""

from __future__ import annotations

import json
from dataclasses import replace

import datasets
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.clock import Span, TimeMap
from data_schemas.rights import ProtectionClass
from data_schemas.session import Recording
from data_schemas.take import TakeLabel
from data_schemas.timeline import Segment
from pipelines.release.formats import FORMATS
from pipelines.release.formats.contrast_takes import rows_of, takes_of
from pipelines.release.formats.hf_schema import segment_columns
from pipelines.release.formats.lerobot.side import episode
from pipelines.release.formats.webdataset_card import TOLD
from pipelines.release.heard import Heard
from pipelines.release.records import records
from tests.pipelines.release.conftest import held_out, make_bundle, make_part
from tests.pipelines.release.test_told_out import lines

# Seconds from the clock of each take's recording to the session's.
OFFSETS = {1: 2.0, 2: 100.0, 3: 300.0}


def segment(name, take, step, start_s, end_s, **more):
    """On the clock of the first take's recording, as a release has it."""
    shift = OFFSETS[take] - OFFSETS[1]
    return Segment(
        id=name, recording="r1", step_id=step, start_s=start_s + shift, end_s=end_s + shift,
        confidence=0.9, **more,
    )  # fmt: skip


SEGMENTS = (
    segment("a1", 1, "s1", 0, 10),
    segment("a2", 1, "s2", 10, 20, status="confirmed"),
    segment("b1", 2, "s1", 1, 9),
    segment("b2", 2, "s2", 12, 15, status="corrected"),
    segment("b3", 2, "s2", 30, 33, status="confirmed"),
    segment("c0", 3, None, 5, 6),
)
HOMES = {one.id: f"r{'abc'.index(one.id[0]) + 1}" for one in SEGMENTS}


def labels(**said):
    """``t2="defect"`` as labels by the number of the take."""
    found = {}
    for name, variant in said.items():
        take = int(name.removeprefix("t"))
        found[take] = TakeLabel(take=take, variant=variant, note=f"note {take}")
    return found


def taken(session="ses-a", expert="exp-a", segments=SEGMENTS, **said):
    part = make_part(session, expert)
    recordings = tuple(
        Recording(
            id=f"r{take}", session=session, take=take, offset_s=offset_s, original="o",
            container="mp4", duration_s=40, has_video=True, has_audio=True,
        )
        for take, offset_s in OFFSETS.items()
    )  # fmt: skip
    return replace(
        part,
        session=part.session.model_copy(update={"recordings": recordings}),
        timeline=part.timeline.model_copy(update={"segments": segments}),
        homes=HOMES,
        variants=labels(**said),
    )


def rows(*parts):
    bundle = make_bundle(*parts)
    found = (take for part in parts for take in takes_of(part, bundle.split_of(part)))
    return [row for _, row in rows_of(tuple(found))]


def sides(row):
    return tuple(
        [(one["recording"], one["start_s"], one["end_s"]) for one in row[f"{side}_spans"]]
        for side in ("good", "other")
    )


def test_each_step_that_both_takes_have_is_a_pair_on_each_takes_own_clock():
    first, second = rows(taken(t1="good", t2="defect"))
    assert (first["basis"], first["label"], first["step_id"]) == ("takes", "defect", "s1")
    assert sides(first) == ([("r1", 0.0, 10.0)], [("r2", 1.0, 9.0)])
    assert [one["session_start_s"] for one in first["other_spans"]] == [101.0]
    assert (first["good"], first["other"]) == ("note 1", "note 2")
    assert (first["good_take"], first["other_take"]) == (1, 2)
    assert (first["session"], first["other_session"]) == ("ses-a", "ses-a")
    assert sides(second)[1] == [("r2", 12.0, 15.0), ("r2", 30.0, 33.0)], "all times of it"


def test_who_placed_the_steps_is_the_least_sure_of_both_sides():
    first, second = rows(taken(t1="good", t2="defect"))
    assert (first["made_by"], second["made_by"]) == ("machine", "confirmed")


@pytest.mark.parametrize(
    ("said", "labels_"),
    [
        ({"t1": "good", "t2": "what_if"}, ["what_if", "what_if"]),
        ({"t1": "defect", "t2": "good"}, ["defect", "defect"]),
        ({"t1": "good", "t2": "good"}, []),
        ({"t1": "defect", "t2": "what_if"}, []),
        ({"t1": "good"}, []),
        ({"t2": "defect"}, []),
        ({"t1": "good", "t3": "defect"}, []),  # no step was found in it
        ({}, []),
    ],
)
def test_a_pair_needs_a_good_take_and_another_one(said, labels_):
    assert [row["label"] for row in rows(taken(**said))] == labels_


def test_two_sessions_of_one_person_and_job_stand_side_by_side():
    good, other = taken("ses-a", t1="good"), taken("ses-b", t2="defect")
    found = rows(good, other)
    assert [(row["session"], row["other_session"]) for row in found] == [("ses-a", "ses-b")] * 2
    assert len({row["id"] for row in found}) == 2
    assert len(rows(taken("ses-a", t1="good", t2="defect"), other)) == 4


def test_what_differs_otherwise_stands_side_by_side_with_nothing():
    good, other = taken("ses-a", t1="good"), taken("ses-b", t2="defect")
    newer = other.procedure.model_copy(update={"version": 3})
    another = other.procedure.model_copy(update={"id": "valve"})
    assert rows(good, taken("ses-b", "exp-b", t2="defect")) == [], "another person"
    assert rows(good, replace(other, procedure=newer)) == [], "another version of the job"
    assert rows(good, replace(other, procedure=another)) == [], "another job"
    split = [*takes_of(good, "train"), *takes_of(other, "test")]
    assert list(rows_of(split)) == [], "another split"


def test_a_pair_is_under_the_terms_of_both():
    good, other = taken("ses-a", t1="good"), taken("ses-b", t2="defect")
    stricter = {"licence": "in house", "protection_class": ProtectionClass.RESTRICTED}
    consent = other.consent.model_copy(update={**stricter, "synthetic": True})
    row = rows(good, replace(other, consent=consent))[0]
    assert (row["licence"], row["protection_class"]) == ("CC-BY-4.0; in house", "restricted")
    assert row["synthetic"] is True and rows(good, other)[0]["licence"] == "CC-BY-4.0"


@pytest.mark.parametrize(
    ("cut", "left"),
    [
        (("r1", 3, 4), ["s2"]),  # within the step of the good take
        (("r2", 30, 31), ["s1"]),  # one of the two times of the other
        (("r2", 8.999, 12), ["s2"]),  # its last moment; the next begins where it ends
        (("r2", 9, 12), ["s1", "s2"]),  # between the steps
        (("r2", 15, 30), ["s1", "s2"]),
        (("r1", 0, 40), []),
        (("r3", 0, 40), ["s1", "s2"]),
    ],
)
def test_a_step_of_which_anything_was_struck_is_in_no_pair(cut, left):
    part = replace(
        taken(t1="good", t2="defect"),
        withheld=(Span(recording=cut[0], start_s=cut[1], end_s=cut[2]),),
    )
    assert [row["step_id"] for row in rows(part)] == left


def test_a_step_that_somebody_said_is_none_is_in_no_pair():
    rejected = (SEGMENTS[0].model_copy(update={"status": "rejected"}), *SEGMENTS[1:])
    found = rows(taken(segments=rejected, t1="good", t2="defect"))
    assert [row["step_id"] for row in found] == ["s2"]


@st.composite
def works(draw):
    """Sections anywhere in three takes, labels, and cuts anywhere on the session's clock."""
    count = draw(st.integers(0, 8))
    segments = []
    for number in range(count):
        take = draw(st.integers(1, 3))
        start = draw(st.integers(0, 38))
        end = draw(st.integers(start + 1, 39))
        step = draw(st.sampled_from(["s1", "s2", None]))
        segments.append((f"{'abc'[take - 1]}{number}", take, step, start, end))
    said = {
        f"t{take}": variant
        for take in OFFSETS
        if (variant := draw(st.sampled_from(["", "good", "defect", "what_if"])))
    }
    cuts = []
    for _ in range(draw(st.integers(0, 2))):
        take, start = draw(st.integers(1, 3)), draw(st.integers(0, 39))
        cuts.append((take, start, draw(st.integers(start + 1, 40))))
    return segments, said, cuts


@given(works())
def test_pairs_are_all_there_are_and_nothing_struck_is_in_one(work):
    segments, said, cuts = work
    part = taken(segments=tuple(segment(*one) for one in segments), **said)
    part = replace(
        part,
        homes={one[0]: f"r{one[1]}" for one in segments},
        withheld=tuple(Span(recording=f"r{t}", start_s=a, end_s=b) for t, a, b in cuts),
    )
    found = {(r["good_take"], r["other_take"], r["step_id"]): sides(r) for r in rows(part)}

    def times(take, step):
        own = sorted((a, b) for _, t, s, a, b in segments if (t, s) == (take, step))
        hit = any(t == take and a < d and c < b for t, c, d in cuts for a, b in own)
        return [] if hit else own

    wanted = {}
    for good in OFFSETS:
        for other in OFFSETS:
            for step in ("s1", "s2"):
                both = times(good, step), times(other, step)
                kinds = said.get(f"t{good}"), said.get(f"t{other}")
                if all(both) and kinds[0] == "good" and kinds[1] in ("defect", "what_if"):
                    wanted[good, other, step] = both
    assert set(found) == set(wanted)
    for key, both in wanted.items():
        for side, take, own in zip(found[key], key[:2], both, strict=True):
            assert [name for name, _, _ in side] == [f"r{take}"] * len(own)
            assert sorted((a, b) for _, a, b in side) == [
                (pytest.approx(a), pytest.approx(b)) for a, b in own
            ]


def test_they_stand_in_the_file_of_their_split_and_datasets_opens_it(tmp_path, monkeypatch):
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    made = make_bundle(
        taken("ses-a", t1="good"), taken("ses-b", t2="defect"),
        taken("ses-c", "exp-b", t1="good", t2="what_if"),
    )  # fmt: skip
    out = tmp_path / "out"
    out.mkdir()
    FORMATS["contrasts"](held_out(made, "exp-b"), out)
    found = datasets.load_dataset(str(out), cache_dir=str(tmp_path / "cache"))
    assert [row["label"] for row in found["train"]] == ["defect", "defect"]
    assert [row["label"] for row in found["test"]] == ["what_if", "what_if"]
    assert found["train"][0]["other_take"] == 2
    assert "what a person said of a whole take" in (out / "README.md").read_text("utf-8")


def test_of_cues_and_cards_no_take_is_meant(tmp_path):
    from tests.pipelines.release.told import told_part, unit

    (row,) = lines("contrasts", told_part(unit()), tmp_path)
    assert row["good_take"] is None and row["other_take"] is None
    assert row["other_session"] == row["session"]


# --- rows of other formats -----------------------------------------------------------------------


def test_rows_say_their_take_and_what_it_was_for():
    found = {one.id: (one.take, one.variant) for one in records(taken(t2="defect"), "train")}
    assert found == {
        "ses-a/a1": (1, ""), "ses-a/a2": (1, ""), "ses-a/b1": (2, "defect"),
        "ses-a/b2": (2, "defect"), "ses-a/b3": (2, "defect"), "ses-a/c0": (3, ""),
    }  # fmt: skip
    assert [one.take for one in records(make_part(), "train")] == [1, 1, 1]


def test_formats_with_a_place_for_it_carry_it(tmp_path):
    bundle = make_bundle(taken(t2="defect"))
    for name in ("hf", "activitynet", "epic"):
        (tmp_path / name).mkdir()
        FORMATS[name](bundle, tmp_path / name)
    opened = datasets.Dataset.from_parquet(
        str(next((tmp_path / "hf" / "segments").glob("*.parquet"))), cache_dir=str(tmp_path / "c")
    )
    assert opened["take"] == [1, 1, 2, 2, 2, 3] and opened["variant"][2] == "defect"
    steps = json.loads((tmp_path / "activitynet/annotations.json").read_text("utf-8"))
    told = [one["sonmat"] for one in steps["database"]["ses-a"]["annotations"]]
    assert [one["variant"] for one in told] == ["", "", "defect", "defect", "defect"]
    (table,) = (tmp_path / "epic").glob("train.csv")
    assert table.read_text("utf-8").splitlines()[0].endswith(",take,variant")
    assert {"take", "variant"} <= set(TOLD)
    assert {"take", "variant"} <= {one.name for one in segment_columns([])}


def test_an_episode_of_lerobot_says_what_its_take_was_for():
    part = taken(t2="defect")
    copy = Heard("r2", 100.0, 40.0, open=lambda: None, clock=TimeMap.identity())
    told = episode(make_bundle(part), part, copy, 0)
    assert (told["take"], told["variant"]) == (2, "defect")
