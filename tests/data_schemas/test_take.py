"""What takes were for, read out of the acts of people."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from data_schemas.entry import ABOUT_OTHER, Act, Entry, others
from data_schemas.mask import reopens
from data_schemas.session import Recording
from data_schemas.take import LONGEST_NOTE, VARIANTS, TakeLabel, take_draft, take_labels

CAMERAS = tuple(
    Recording(
        id=name, session="s", take=2, original="o", container="mp4", duration_s=length,
        has_video=True, has_audio=True,
    )
    for name, length in (("r1", 40.0), ("r2", 41.5))
)  # fmt: skip
LABEL = TakeLabel(take=2, variant="defect", note="the bolts go round in a circle")


def entry(number, label=None, undo=None):
    told = take_draft(label, CAMERAS) if label else None
    more = told.model_dump() if told else {"act": Act.UNDO, "target": str(undo)}
    return Entry(**more, session="s", number=number, actor="a", at=datetime(2026, 1, 1, tzinfo=UTC))


def test_it_comes_back_as_it_was_said_with_the_seconds_of_its_cameras():
    assert take_labels((entry(1, LABEL),)) == {2: LABEL}
    shown = take_draft(LABEL, CAMERAS).after["shown"]
    assert shown == [
        {"recording": "r1", "start_s": 0.0, "end_s": 40.0},
        {"recording": "r2", "start_s": 0.0, "end_s": 41.5},
    ]


def test_it_is_no_part_of_the_time_line():
    assert take_draft(LABEL, CAMERAS).target.startswith(ABOUT_OTHER)
    assert others((entry(1, LABEL), entry(2, undo=1))) == {1, 2}


def test_only_a_note_may_bring_a_name_and_opens_what_was_decided_to_be_hidden():
    bare = LABEL.model_copy(update={"note": ""})
    assert reopens(take_draft(LABEL, CAMERAS)) and not reopens(take_draft(bare, CAMERAS))


@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.sampled_from((*VARIANTS, "back"))), min_size=1, max_size=12
    )
)
def test_the_last_that_nobody_took_back_stands(acts):
    """Against a stack a take: what is taken back is always what was said last of it."""
    entries, stacks = [], {}
    for number, (take, what) in enumerate(acts, 1):
        stack = stacks.setdefault(take, [])
        if what != "back":
            entries.append(entry(number, TakeLabel(take=take, variant=what)))
            stack.append((number, what))
        elif stack:
            entries.append(entry(number, undo=stack.pop()[0]))
    found = take_labels(tuple(entries))
    wanted = {take: stack[-1][1] for take, stack in stacks.items() if stack}
    assert {take: label.variant for take, label in found.items()} == wanted


@pytest.mark.parametrize(
    "wrong", [{"take": 0}, {"variant": "bad"}, {"note": "a" * (LONGEST_NOTE + 1)}]
)
def test_what_is_no_label_is_refused(wrong):
    with pytest.raises(ValidationError):
        TakeLabel.model_validate({**LABEL.model_dump(), **wrong})
