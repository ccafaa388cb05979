"""Masks as values: where they are when, and what leaves a decision without its ground."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from data_schemas.clock import Span
from data_schemas.entry import ABOUT_OTHER, Act, Draft
from data_schemas.mask import BoxAt, MaskSet, MaskState, Patch, PictureMask, SoundMask, reopens

A, B = Patch(x=0.0, y=0.0, w=0.2, h=0.2), Patch(x=0.4, y=0.2, w=0.4, h=0.1)


def mask(*boxes: BoxAt, **more) -> PictureMask:
    fields = {
        "id": "mask-1", "recording": "rec-1", "kind": "face", "origin": "machine",
        "start_s": boxes[0].at_s, "end_s": boxes[-1].at_s + 1.0, "boxes": boxes,
    }  # fmt: skip
    return PictureMask(**{**fields, **more})


def test_between_two_boxes_a_mask_goes_in_a_straight_line():
    found = mask(BoxAt(at_s=1.0, box=A), BoxAt(at_s=3.0, box=B))
    assert found.box_at(1.0) == A
    half = found.box_at(2.0)
    assert half is not None and (half.x, half.w) == pytest.approx((0.2, 0.3))
    assert found.box_at(3.5) == B


@pytest.mark.parametrize("second", [0.99, 4.0, 9.0])
def test_outside_of_its_time_a_mask_hides_nothing(second):
    assert mask(BoxAt(at_s=1.0, box=A), BoxAt(at_s=3.0, box=B)).box_at(second) is None


def test_boxes_that_go_back_in_time_are_no_mask():
    with pytest.raises(ValidationError):
        mask(BoxAt(at_s=3.0, box=A), BoxAt(at_s=1.0, box=B), start_s=0.0, end_s=9.0)


sides = st.floats(0.01, 1.0)
patches = st.builds(Patch, x=st.floats(-0.5, 1.0), y=st.floats(-0.5, 1.0), w=sides, h=sides)


@given(patches, patches)
def test_overlap_is_the_same_from_both_sides_and_never_over_one(one, other):
    assert one.iou(other) == pytest.approx(other.iou(one))
    assert 0.0 <= one.iou(other) <= 1.0 + 1e-9
    assert one.iou(one) == pytest.approx(1.0)


def test_what_was_rejected_hides_nothing():
    one = mask(BoxAt(at_s=1.0, box=A))
    beep = SoundMask(id="mask-2", recording="rec-1", start_s=1.0, end_s=2.0)
    held = MaskSet(masks=(MaskState(mask=one, judged="rejected"), MaskState(mask=beep)))
    assert held.picture("rec-1") == () and held.sound("rec-1") == (beep,)
    assert held.sound("rec-2") == ()


@pytest.mark.parametrize(
    ("draft", "again"),
    [
        (Draft(act=Act.CORRECT, target="utt-1", after={"text": "Kim did it"}), True),
        (Draft(act=Act.ANSWER, target="mom-1", after={"text": "ask Kim"}), True),
        (Draft(act=Act.MASK, target="mask-1", after={"do": "reject"}), True),
        (Draft(act=Act.UNDO, target="3"), True),
        (Draft(act=Act.MASK, target="mask-look-1", after={"seen": "hidden"}), False),
        (Draft(act=Act.APPROVE, target="deid"), False),
        (Draft(act=Act.CONFIRM, target="seg-1"), False),
        (Draft(act=Act.CONFIRM, target="take:1", after={"variant": "good"}), False),
        (Draft(act=Act.CONFIRM, target="take:1", after={"note": "as Kim does"}), True),
        (Draft(act=Act.STRIKE, target="unit-1"), False),
        (
            Draft(act=Act.STRIKE, target="cut-1", span=Span(recording="r", start_s=0.0, end_s=1.0)),
            True,
        ),
        (Draft(act=Act.MASK, target="msk-1", after={"do": "reject"}), True),
        (Draft(act=Act.MASK, target="msk-look-1", after={"seen": "hidden"}), False),
    ],
)
def test_whatever_may_bring_something_to_be_hidden_opens_the_decision_again(draft, again):
    assert reopens(draft) is again


@pytest.mark.parametrize("target", ["mask-1", "mask-look-2", "mask-voice", "msk-3", "deid"])
def test_what_is_hidden_is_no_part_of_the_time_line(target):
    assert target.startswith(ABOUT_OTHER)
