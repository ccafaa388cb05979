"""What all tests share: a site in a fresh folder, small recordings, and loud skips."""

from __future__ import annotations

import io
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings

from capture.access import OWNER
from capture.ingest import Ingested, Intake, Place, Source, ingest
from capture.procedures import import_procedure
from capture.settings import Settings
from capture.site import Site
from data_schemas.procedure import Procedure
from tests.capture.clips import Recipe, clip

# A busy machine must not make a test fail: examples are counted, not timed.
settings.register_profile("sonmat", deadline=None)
settings.load_profile("sonmat")

ROOT = Path(__file__).parents[1]
CSV = b"step,title,key_point,reason\n1,Clean the face,no grease,it leaks\n2,Set the gasket,,\n"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the way to mend it, what this machine has not got."""
    missing = {"weights": _no_weights(), "browser": _no_browser()}
    for item in items:
        for mark, reason in missing.items():
            if reason and item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=reason))


def _no_weights() -> str:
    from pipelines.models import list_models

    absent = [model.name for model in list_models() if not model.present]
    return f"weights missing ({', '.join(absent)}): run `sonmat models fetch`" if absent else ""


def _no_browser() -> str:
    return "" if shutil.which("chromium") else "no Chromium: run tools/system-packages as root"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", site_key_file=tmp_path / "key" / "site.key")


@pytest.fixture
def site(settings: Settings):
    opened = Site.open(settings)
    yield opened
    opened.close()


@pytest.fixture
def environment(settings: Settings) -> dict[str, str]:
    """For commands run as a user does."""
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith("SONMAT_") or k in KEPT},
        "SONMAT_DATA": str(settings.folder),
        "SONMAT_SITE_KEY_FILE": str(settings.key_file),
    }


KEPT = frozenset({"SONMAT_MODELS", "SONMAT_CACHE", "SONMAT_BENCH_DATA"})


@pytest.fixture
def procedure(site: Site) -> Procedure:
    return import_procedure(site, OWNER, CSV, "flange.csv")


def placed(data: bytes, place: Place) -> Source:
    return replace(source(data), place=place)


def source(data: bytes, name: str = "take.mp4") -> Source:
    return Source(name, lambda: io.BytesIO(data))


@pytest.fixture(scope="session")
def take() -> bytes:
    """One second of picture and tone."""
    return clip(Recipe(audio="aac"))


@pytest.fixture
def ingested(site: Site, procedure: Procedure, take: bytes) -> Ingested:
    return ingest(site, OWNER, Intake((source(take),), procedure.id, "Kim"))
