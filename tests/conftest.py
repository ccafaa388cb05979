"""What all tests share: a site in a fresh folder, small recordings, and loud skips."""

from __future__ import annotations

import io
import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

# Before anything counts: two workers with two threads each spend half their time waiting for each
# other (measured: 141 against 79 s of processor for the small benchmarks of the aligner).
os.environ.setdefault("OMP_NUM_THREADS", "1")
# Commands run as people run them: what waits in a buffer is seen to wait.
os.environ.pop("PYTHONUNBUFFERED", None)

import pytest
from hypothesis import settings

from capture.access import OWNER
from capture.ingest import Ingested, Intake, ingest
from capture.procedures import import_procedure
from capture.settings import Settings
from capture.site import Site
from capture.sources import Place, Source
from data_schemas.procedure import Procedure
from tests import store
from tests.capture.clips import Recipe, clip

# A busy machine must not make a test fail: examples are counted, not timed. The same ones come each
# time, so that a run says something of the change alone; `make soak` looks for others.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("searching", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("SONMAT_EXAMPLES", "repeatable"))

ROOT = Path(__file__).parents[1]
CSV = b"step,title,key_point,reason\n1,Clean the face,no grease,it leaks\n2,Set the gasket,,\n"


# Files with few tests that take long: begun first, or the last of them keeps one worker alone.
DEAREST = (
    "benchmarks/test_smoke",
    "test_on_servers",
    "workflow/",
    "examples/test_make",
    "browser/",
    "cli/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The dearest files first; and skip, with the way to mend it, what this machine has not got."""
    items.sort(key=_turn)
    missing = {"weights": _no_weights(), "browser": _no_browser()}
    for item in items:
        for mark, reason in missing.items():
            if reason and item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=reason))


def _turn(item: pytest.Item) -> int:
    file = item.nodeid.removeprefix("tests/")
    return next((n for n, one in enumerate(DEAREST) if file.startswith(one)), len(DEAREST))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Name what failed at once: a run that is cut off tells nothing at its end."""
    if report.failed and "PYTEST_XDIST_WORKER" not in os.environ:
        text = str(report.longrepr).strip().splitlines() or [""]
        sys.stdout.write(f"\n{report.nodeid} ({report.when}): {text[-1]}\n")


def _no_weights() -> str:
    from pipelines.models import list_models

    absent = [model.name for model in list_models() if not model.present]
    return f"weights missing ({', '.join(absent)}): run `sonmat models fetch`" if absent else ""


def _no_browser() -> str:
    return "" if shutil.which("chromium") else "no Chromium: run tools/system-packages as root"


@pytest.fixture(autouse=True)
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test cuts the power, and a process that is killed loses nothing that it has written."""
    monkeypatch.setattr(os, "fsync", lambda _file: None)


def default_settings(folder: Path) -> Settings:
    return store.settings_at(folder)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return default_settings(tmp_path)


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A site that nobody has used yet: its tables are made once, and copied for each test."""
    made = default_settings(tmp_path_factory.mktemp("empty"))
    store.opened(made).close()
    return made


@pytest.fixture
def site(settings: Settings, empty_site: Settings):
    if settings == default_settings(settings.folder.parent) and not settings.folder.exists():
        store.copied(empty_site.folder.parent, settings.folder.parent)
    opened = store.opened(settings)
    yield opened
    opened.close()
    store.forget(settings)


@pytest.fixture
def environment(settings: Settings) -> dict[str, str]:
    """For commands run as a user does."""
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith("SONMAT_") or k in KEPT},
        **store.environment_of(settings),
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
