"""What is laid aside comes back as it was, and lies nowhere readable."""

from __future__ import annotations

import os
import tempfile

import pytest
from cryptography.exceptions import InvalidTag

from data_schemas.errors import StorageFull
from data_schemas.release import Wanted
from pipelines.release.aside import Aside
from pipelines.release.preparing import prepare
from pipelines.release.rows import Rows, lay


def test_blocks_come_back_by_their_number_in_any_order():
    aside = Aside()
    blocks = [b"", b"one", b"x" * 100_000, b"last"]
    numbers = [aside.put(one) for one in blocks]
    for number, block in reversed(list(zip(numbers, blocks, strict=True))):
        assert aside.get(number) == block
    assert aside.get(aside.put(b"more")) == b"more"


def test_the_file_has_no_name_and_nothing_in_it_can_be_read_or_changed():
    aside, said = Aside(), "기름을 닦아요".encode()
    number = aside.put(said)
    handle = aside._file.fileno()
    assert os.fstat(handle).st_nlink == 0
    there = os.pread(handle, 1 << 20, 0)
    assert there and said not in there
    os.pwrite(handle, b"?", 3)
    with pytest.raises(InvalidTag):
        aside.get(number)


def test_a_full_disk_is_one_sentence(monkeypatch):
    def full(*_, **__):
        return open("/dev/full", "wb")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    with pytest.raises(StorageFull, match="no room is left"):
        Aside().put(b"x" * 100_000)


@pytest.mark.parametrize("wanted", [Wanted(), Wanted(min_confidence=0.8)], ids=["all", "sure"])
def test_rows_are_those_of_the_sessions_each_on_the_side_of_its_person(make, wanted):
    parts = [make.part(f"ses-{n}", f"exp-{n}") for n in range(4)]
    found = prepare(parts, wanted, {"exp-2": "test"})
    told = {row.id: row for row in make.bundle(*parts).records if row.confidence >= 0.8}
    rows = list(found.records)
    assert len(found.records) == len(rows) == (4 if wanted != Wanted() else 12)
    assert {row.expert: row.split for row in rows}["exp-2"] == "test"
    for row in rows:
        assert row.split == found.splits[row.expert]
        if row.id in told:
            assert row == told[row.id].model_copy(update={"split": row.split})
    assert found.records.of("ses-2") == tuple(one for one in rows if one.session == "ses-2")
    assert found.records.of("ses-9") == ()
    assert found.records[1] == rows[1] and found.records[1:3] == tuple(rows[1:3])


def test_rows_without_any_are_none():
    aside = Aside()
    assert not Rows(aside, {"ses-a": lay(aside, [])}, {})
