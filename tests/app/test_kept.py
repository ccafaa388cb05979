"""What waits in memory: for whoever put it there, for half a day, and not without end."""

from __future__ import annotations

import time

import pytest

from app.kept import AGE_S, COUNT, Kept
from capture.access import NOBODY, OWNER


def test_only_who_put_it_there_finds_it() -> None:
    kept: Kept[str] = Kept()
    name = kept.put(OWNER, "x")
    assert kept.get(OWNER, name) == "x"
    assert "_" not in name, "a browser component refuses two of them in its key"
    assert kept.get(NOBODY, name) is None and kept.get(OWNER, "other") is None
    kept.drop(OWNER, name)
    assert kept.get(OWNER, name) is None


def test_it_is_gone_after_half_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: Kept[str] = Kept()
    name = kept.put(OWNER, "x")
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + AGE_S + 1)
    assert kept.get(OWNER, name) is None


def test_the_oldest_makes_room() -> None:
    kept: Kept[int] = Kept()
    names = [kept.put(OWNER, n) for n in range(COUNT + 1)]
    assert kept.get(OWNER, names[0]) is None and kept.get(OWNER, names[-1]) == COUNT
