"""Time lines for ELAN: read back by pympi-ling and by the rules of the format."""

from __future__ import annotations

import xml.etree.ElementTree as Xml
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.clock import Span
from data_schemas.timeline import Segment
from pipelines.release.formats import eaf
from tests.pipelines.release.conftest import make_bundle, make_part


def tiers(text: str) -> dict[str, list[tuple[int, int, str]]]:
    """What stands on each tier, in milliseconds, after checks that no reader forgives."""
    root = Xml.fromstring(text.split("\n", 1)[1])
    order = [one.tag for one in root]
    places = ("HEADER", "TIME_ORDER", "TIER", "LINGUISTIC_TYPE")
    assert order == sorted(order, key=places.index), "the schema wants them in this order"
    slots = {one.attrib["TIME_SLOT_ID"]: int(one.attrib["TIME_VALUE"])
             for one in root.iter("TIME_SLOT")}  # fmt: skip
    kinds = {one.attrib["LINGUISTIC_TYPE_ID"] for one in root.iter("LINGUISTIC_TYPE")}
    ids = [one.attrib["ANNOTATION_ID"] for one in root.iter("ALIGNABLE_ANNOTATION")]
    assert len(ids) == len(set(ids))
    assert all(one.attrib["LINGUISTIC_TYPE_REF"] in kinds for one in root.iter("TIER"))
    return {
        tier.attrib["TIER_ID"]: [
            (slots[one.attrib["TIME_SLOT_REF1"]], slots[one.attrib["TIME_SLOT_REF2"]],
             one.findtext("ANNOTATION_VALUE"))
            for one in tier.iter("ALIGNABLE_ANNOTATION")
        ]
        for tier in root.iter("TIER")
    }  # fmt: skip


def test_a_session_is_a_file_with_steps_and_words(bundle, tmp_path):
    eaf.write(bundle, tmp_path)
    assert {one.name for one in tmp_path.iterdir()} == {"ses-a.eaf", "ses-b.eaf", "README.md"}
    assert tiers((tmp_path / "ses-a.eaf").read_text("utf-8")) == {
        "steps": [(2000, 12000, "s1 플랜지를 닦는다"), (12000, 22000, "s2 볼트를 조인다")],
        "speech expert": [
            (3000, 5000, "기름을 닦아요"), (10000, 11000, "이제 볼트를 조여요"),
            (14000, 15000, "엇갈리게 조여요"),
        ],
    }  # fmt: skip


def test_what_may_not_leave_is_not_in_it_and_markup_stays_words(make):
    part = make.part()
    said = (make.say(1, 3, "struck"), make.say(5, 6, "<b>x & \x0cy</b>", "interviewer"))
    line = part.timeline.model_copy(update={"utterances": said})
    cut = Span(recording="r1", start_s=0, end_s=4)
    part = replace(part, timeline=line, withheld=(cut,))
    found = tiers(eaf.document(make.bundle(part), part))
    assert found["speech interviewer"] == [(7000, 8000, "<b>x & y</b>")]
    assert "speech expert" not in found


def test_pympi_reads_it(bundle, tmp_path):
    pympi = pytest.importorskip("pympi", reason="pip install -e .[dev]")
    eaf.write(bundle, tmp_path)
    read = pympi.Elan.Eaf(str(tmp_path / "ses-a.eaf"))
    assert set(read.get_tier_names()) == {"steps", "speech expert"}
    assert read.get_annotation_data_for_tier("steps") == [
        (2000, 12000, "s1 플랜지를 닦는다"), (12000, 22000, "s2 볼트를 조인다"),
    ]  # fmt: skip


seconds = st.floats(-3, 43, allow_nan=False)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(seconds, seconds).map(sorted), min_size=1, max_size=8))
def test_nothing_on_a_tier_overlaps_and_nothing_that_lasts_is_lost(edges):
    part = make_part()
    segments = tuple(
        Segment(id=f"g{n}", recording="r1", start_s=a, end_s=b, step_id="s1", confidence=0.5)
        for n, (a, b) in enumerate(edges)
    )
    line = part.timeline.model_copy(update={"segments": segments})
    part = replace(part, timeline=line)
    found = tiers(eaf.document(make_bundle(part), part))
    steps = {name: told for name, told in found.items() if name.startswith("steps")}
    for told in steps.values():
        assert all(0 <= start < end for start, end, _ in told)
        assert all(one[1] <= after[0] for one, after in pairwise(told))
    # on the session's clock, within its 42 seconds
    inside = [(max(0.0, a + 2), min(42.0, b + 2)) for a, b in edges]
    wanted = sorted(round(a * 1000) for a, b in inside if b > a)
    got = sorted(start for told in steps.values() for start, _, _ in told)
    assert len(got) == len(wanted)
    assert all(abs(a - b) <= 1 for a, b in zip(got, wanted, strict=True))
