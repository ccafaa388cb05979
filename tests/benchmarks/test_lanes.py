"""Stages out of a worker's log, and what went on side by side."""

from __future__ import annotations

import json

import pytest

from benchmarks.pipeline.lanes import Ran, hidden_share, lanes, ran


def line(stage: str, at: str, seconds: float, event: str = "stage.done") -> str:
    return json.dumps(
        {"at": f"2026-12-01T10:00:{at}+00:00", "event": event, "stage": stage, "seconds": seconds}
    )


LOG = "\n".join(
    [
        "something that is no JSON",
        line("proxy", "03.000", 3.0),
        line("motion", "20.000", 20.0),
        line("transcribe", "14.000", 10.0),
        line("align", "15.000", 1.0, "stage.failed"),
        line("masks", "26.000", 6.0),
    ]
)


def test_only_what_was_done_is_read_in_the_order_in_which_it_began() -> None:
    assert [one.stage for one in ran(LOG)] == ["proxy", "motion", "transcribe", "masks"]
    assert [(one["start_s"], one["end_s"]) for one in lanes(ran(LOG))] == [
        (0.0, 3.0), (0.0, 20.0), (4.0, 14.0), (20.0, 26.0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sound", "share"), [((4, 14), 1.0), ((15, 25), 0.5), ((20, 30), 0.0), ((30, 40), 0.0)]
)
def test_the_share_that_is_hidden_is_that_of_the_shorter(sound, share: float) -> None:
    found = [Ran("motion", 0, 20), Ran("transcribe", *sound), Ran("proxy", 0, 40)]
    assert hidden_share(found) == pytest.approx(share)


def test_one_branch_alone_hides_nothing() -> None:
    with pytest.raises(ValueError):
        hidden_share([Ran("motion", 0, 20)])
