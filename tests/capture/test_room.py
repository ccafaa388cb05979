"""How much more fits: the disk of the recordings, and nothing where that is no disk of ours."""

import shutil

from capture import room
from capture.settings import Settings
from capture.site import Site


def test_the_disk_of_the_data_folder_counts(site: Site) -> None:
    free = shutil.disk_usage(site.settings.folder).free
    assert abs(room.free_bytes(site) - free) < 1 << 30


def test_a_store_elsewhere_tells_nothing(site: Site, settings: Settings) -> None:
    elsewhere = settings.model_copy(update={"vault_url": "s3://bucket/vault"})
    assert room.free_bytes(Site(elsewhere, site.engine, site.keys, site.vault)) is None
