"""The Korean step lists of the alignment bench cover their jobs."""

import pytest

from benchmarks.align.korean import LISTS, joined, lists, uncovered
from examples.demo.jobs import JOBS


@pytest.mark.parametrize("job", sorted(JOBS))
def test_every_list_covers_its_job_once(job: str) -> None:
    assert set(lists()[job]) == set(LISTS)
    for name, rows in lists()[job].items():
        assert uncovered(job, name) == set()
        parts = [part for _, covered in rows for part in covered.split()]
        assert len(parts) == len(set(parts))


def test_parts_of_one_step_after_each_other_are_one_stretch() -> None:
    rows = [("s1", 0.0, 2.0), ("s1", 3.0, 4.0), ("s2", 5.0, 6.0), ("s1", 7.0, 8.0)]
    named = [(step, {"start_s": start, "end_s": end}) for step, start, end in rows]
    found = [(row["step_id"], row["start_s"], row["end_s"]) for row in joined(named)]
    assert found == [("s1", 0.0, 4.0), ("s2", 5.0, 6.0), ("s1", 7.0, 8.0)]
