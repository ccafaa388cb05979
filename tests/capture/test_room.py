"""How much more fits: disk and budget, and no to what would not fit before it begins."""

import shutil

import pytest

from capture import room, storage, takes, upload, weights
from capture.access import NOBODY, OWNER
from capture.ingest import Intake, ingest
from capture.opening import Opening, add_recording, open_session
from capture.room import GB, HOUR_BYTES, TIMES
from capture.settings import Settings
from capture.site import Site
from data_schemas.errors import Denied, StorageFull
from tests.capture.test_takes import start
from tests.conftest import source


@pytest.fixture
def limited(site: Site, monkeypatch: pytest.MonkeyPatch):
    """Gives the site a budget in bytes."""

    def to(size: float) -> Site:
        changed = site.settings.model_copy(update={"storage_budget_gb": size / GB})
        monkeypatch.setattr(site, "settings", changed)
        return site

    return to


def kept(site: Site) -> int:
    """All but databases, whose files grow in steps."""
    return sum(one.size for one in storage.measure(site).shares if one.part != "other")


def test_the_disk_of_the_data_folder_counts(site: Site) -> None:
    free = shutil.disk_usage(site.settings.folder).free
    assert abs(room.free_bytes(site) - free) < 1 << 30
    assert room.left_bytes(site) <= free - room.KEPT_FREE + (1 << 30)


def test_a_store_elsewhere_tells_nothing_but_the_budget(site: Site, settings: Settings) -> None:
    elsewhere = settings.model_copy(update={"vault_url": "s3://bucket/vault"})
    there = Site(elsewhere, site.engine, site.keys, site.vault)
    assert room.free_bytes(there) is None and room.left_bytes(there) is None
    upload.begin(there, OWNER, upload.SIZE_LIMIT)
    there.settings = elsewhere.model_copy(update={"storage_budget_gb": 1.0})
    assert room.left_bytes(there) == GB


def test_every_byte_is_counted_under_what_it_is(site: Site, ingested, take: bytes) -> None:
    name = upload.begin(site, OWNER, 1000)
    upload.append(site, OWNER, name, 0, b"x" * 600)
    found = storage.storage(site, OWNER)
    sizes = {one.part: one.size for one in found.shares}
    assert sizes["originals"] == len(take) and sizes["arriving"] == 600
    assert sizes["proxies"] == sizes["masked"] == 0 and sizes["made"] > 0
    on_disk = sum(p.stat().st_size for p in site.settings.folder.rglob("*") if p.is_file())
    assert abs(found.used - on_disk) < 100_000
    assert found.hour == HOUR_BYTES and found.hours_left == found.left / HOUR_BYTES


def test_an_hour_takes_what_it_took_here_once_enough_was_recorded(
    site: Site, ingested, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "ENOUGH_S", 0.5)
    seconds = ingested.session.recordings[0].duration_s
    kept = sum(
        one.size for one in storage.measure(site).shares if one.part in ("originals", "made")
    )
    assert room.hour_bytes(site) == pytest.approx(kept / seconds * 3600, rel=0.01)


def test_weights_that_the_site_keeps_are_no_recordings(site: Site, ingested) -> None:
    def made() -> int:
        return sum(one.size for one in storage.measure(site).shares if one.part == "made")

    before, hour, other = made(), room.hour_bytes(site), storage.measure(site).used
    weights.put(site, "tiny", "0" * 64, lambda out: out.write(bytes(1_000_000)))
    assert (made(), room.hour_bytes(site)) == (before, hour)
    assert storage.measure(site).used - other >= 1_000_000


def test_who_may_see_no_figures_gets_none(site: Site) -> None:
    with pytest.raises(Denied):
        storage.storage(site, NOBODY)


def test_an_upload_that_would_not_fit_is_refused_before_a_byte_is_sent(limited) -> None:
    site = limited(1_000_000)
    fits = 1_000_000 // TIMES
    with pytest.raises(StorageFull, match=r"no room for it: it needs 2 MB and \d MB are left"):
        upload.begin(site, OWNER, fits + 1)
    name = upload.begin(site, OWNER, fits)
    # What is announced counts, though nothing of it has come; a second one is refused.
    with pytest.raises(StorageFull):
        upload.begin(site, OWNER, 1000)
    upload.discard(site, OWNER, name)
    upload.begin(site, OWNER, 1000)


def test_a_file_that_would_not_fit_leaves_nothing(limited, procedure, take: bytes) -> None:
    planned = open_session(limited(0), OWNER, Opening(procedure.id, "Kim"))
    site = limited(room_for(limited(0), len(take) - 1))
    before = kept(site)
    with pytest.raises(StorageFull):
        ingest(site, OWNER, Intake((source(take),), procedure.id, "Kim"))
    with pytest.raises(StorageFull):
        add_recording(site, OWNER, planned.id, source(take))
    assert kept(site) == before
    site = limited(room_for(site, len(take)))
    assert add_recording(site, OWNER, planned.id, source(take)).duration_s > 0


def room_for(site: Site, size: int) -> int:
    return kept(site) + TIMES * size


def test_a_recording_does_not_begin_without_room_for_half_an_hour(limited, procedure) -> None:
    planned = open_session(limited(0), OWNER, Opening(procedure.id, "Kim")).id
    site = limited(HOUR_BYTES / 2)
    with pytest.raises(StorageFull, match=r"no room for it: it needs 3\.6 GB"):
        takes.begin(site, OWNER, planned, start(site))
    assert takes.unfinished(site, OWNER, planned) == ()


def test_one_that_runs_is_never_stopped_by_the_budget(limited, procedure) -> None:
    """Not while it goes on, not after a dead server, and not when its tablet had no line."""
    planned = open_session(limited(0), OWNER, Opening(procedure.id, "Kim")).id
    site = limited(HOUR_BYTES)
    stream = takes.begin(site, OWNER, planned, start(site)).id
    site = limited(1)
    assert room.left_bytes(site) < 0
    assert takes.append(site, OWNER, planned, stream, 0, b"x" * 1000) == 1000
    assert takes.begin(site, OWNER, planned, start(site)).size == 1000
    late = start(site, 2, device=2, ago_s=60.0)
    assert takes.begin(site, OWNER, planned, late).id == late.stream


def test_each_camera_beside_needs_room_of_its_own(limited, procedure) -> None:
    planned = open_session(limited(0), OWNER, Opening(procedure.id, "Kim")).id
    site = limited(HOUR_BYTES)
    takes.begin(site, OWNER, planned, start(site))
    with pytest.raises(StorageFull):
        takes.begin(site, OWNER, planned, start(site, 2, device=2))
