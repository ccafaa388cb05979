"""A test clip through its door: judged, and gone whatever comes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from capture import upload
from capture.access import OWNER
from capture.site import Site
from data_schemas.errors import MediaError, UnknownError
from data_schemas.rights import Actor, Role
from pipelines.quality import desk
from tests.capture.clips import Recipe, clip

DATA = clip(Recipe(audio="aac", times_s=tuple(n / 30 for n in range(90)), tone_s=((0.0, 3.0),)))


def sent(site: Site, data: bytes, declared: int | None = None) -> str:
    name = upload.begin(site, OWNER, declared or len(data))
    upload.append(site, OWNER, name, 0, data)
    return name


def kept(folder: Path) -> set[Path]:
    """Sealed bytes and keys; that a scope was destroyed stays known."""
    files = (path for path in (folder / "vault").rglob("*") if path.is_file())
    return {path for path in files if path.name != "scope"}


def test_a_clip_is_judged_and_destroyed(site: Site) -> None:
    before = kept(site.settings.folder)
    name = sent(site, DATA)
    check = desk.judge_upload(site, OWNER, name, "clip.mp4", "ko")
    assert {"room", "dark", "silent", "nobody_speaks"} <= {one.code for one in check.items}
    with pytest.raises(UnknownError):
        upload.received(site, OWNER, name)
    assert kept(site.settings.folder) == before


def test_what_is_no_recording_is_refused_and_destroyed(site: Site) -> None:
    name = sent(site, b"ffconcat version 1.0\nfile other.mp4\n")
    with pytest.raises(MediaError, match="playlist"):
        desk.judge_upload(site, OWNER, name, "clip.mp4")
    with pytest.raises(UnknownError):
        upload.received(site, OWNER, name)


def test_a_clip_too_large_for_memory_is_refused_and_destroyed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "MOST_BYTES", len(DATA) - 1)
    name = sent(site, DATA)
    with pytest.raises(MediaError, match="20 seconds"):
        desk.judge_upload(site, OWNER, name, "clip.mp4")
    with pytest.raises(UnknownError):
        upload.received(site, OWNER, name)


def test_an_upload_that_is_still_under_way_loses_nothing(site: Site) -> None:
    name = sent(site, DATA[:1000], len(DATA))
    with pytest.raises(MediaError, match="not complete"):
        desk.judge_upload(site, OWNER, name, "clip.mp4")
    assert upload.received(site, OWNER, name) == (1000, len(DATA))


def test_an_upload_of_somebody_else_is_neither_judged_nor_destroyed(site: Site) -> None:
    name = sent(site, DATA)
    other = Actor(id="other", roles=frozenset({Role.INTERVIEWER}))
    with pytest.raises(Exception, match="somebody else"):
        desk.judge_upload(site, other, name, "clip.mp4")
    assert upload.received(site, OWNER, name)[0] == len(DATA)
