"""How a site runs, in numbers: its worker, room, backups, log, clocks and readable copies.

Sentences here are those of ``app.health_sentences``, which pages show in both languages.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from app.checks.base import Checkup, Grade, judge
from capture import audit_heads, federation, logbook, retention, storage
from capture.logbook import Deed
from capture.site import Site
from data_schemas.storage import WARN_AT
from pipelines import executors, progress
from pipelines.models import list_models
from pipelines.release.desk import recalled
from pipelines.release.federation.gate.desk import untold

GB = 10**9
SILENT_S = 120.0
LONG_S = 3600.0
NEVER = "never yet"
# How old the last one may be, and what does it anew.
EVERY: dict[Deed, tuple[str, timedelta, str]] = {
    "backup": ("last backup", timedelta(days=7), "Run `sonmat backup --out FOLDER`."),
    "keys": (
        "last backup of the keys", timedelta(days=30), "Run `sonmat backup-keys --out FOLDER`.",
    ),
    "drill": (
        "last drill", timedelta(days=180), "Run `sonmat restore BACKUP KEYS --drill`.",
    ),
}  # fmt: skip
LS_MEDIA = "SONMAT_LS_MEDIA"


def queue(site: Site) -> Iterator[Checkup]:
    """Work that waits needs a worker that looks for it; without work none needs to run."""
    found = progress.queue(site)
    runs = executors.is_running(site)
    looks = found.looked_s is not None and found.looked_s < SILENT_S
    late = found.waiting > 0 and found.oldest_s > SILENT_S
    said = "runs" if runs else "not running: nothing waits"
    if late and not (runs and looks):
        said = "work waits and nobody does it"
    mend = "Run `sonmat worker` or `sonmat serve`, and look at what it logs."
    yield judge("worker", not late or (runs and looks), said, mend, code="worker")
    minutes = round(found.oldest_s / 60)
    said = f"{found.waiting} waiting, the first for {minutes} minutes" if found.waiting else "empty"
    mend = "A second machine or a smaller model helps; nothing is lost meanwhile."
    yield judge("queue", found.oldest_s <= LONG_S, said, mend, grade="warn", code="queue")
    said = f"{found.failed} stopped by a problem" if found.failed else "none"
    mend = "Open them in the library, where the problem is told, and process them again."
    yield judge("sessions that failed", not found.failed, said, mend, grade="warn", code="failed")


def room(site: Site) -> Iterator[Checkup]:
    found = storage.measure(site)
    if found.full is None or found.hours_left is None:
        return
    said = f"{found.full:.0%} taken, {int(found.hours_left)} hours of recording fit"
    mend = "Erase what is over, raise SONMAT_STORAGE_BUDGET_GB, or add a disk."
    grade: Grade = "fail" if (found.left or 0) <= 0 else "warn"
    good = found.full < WARN_AT and (found.left or 0) > 0
    yield judge("room", good, said, mend, grade=grade, code="storage")


def deeds(site: Site) -> Iterator[Checkup]:
    """Backups and the drill, once there is something to lose."""
    done = logbook.read(site.settings).done
    something = storage.has_recordings(site)
    for deed, (name, most, mend) in EVERY.items():
        at = done.get(deed)
        days = None if at is None else (site.now() - at).days
        said = NEVER if days is None else f"{days} days ago"
        good = not something or (days is not None and days <= most.days)
        yield judge(
            name, good, said, mend, grade="warn", code=deed if deed != "keys" else "keys_backup"
        )


def log(site: Site) -> Iterator[Checkup]:
    """The worker signs the head of the audit log once a day."""
    at = audit_heads.last_signed(site)
    if at is None and site.settings.is_shared:
        return  # where no worker runs: each machine with one keeps signed heads of its own
    days = None if at is None else (site.now().date() - at.date()).days
    said = NEVER if days is None else ("today" if days <= 0 else f"{days} days ago")
    mend = "Run `sonmat audit heads`; a worker that runs does it every day."
    good = days is not None and days <= 1
    yield judge("audit log signed", good, said, mend, grade="warn", code="audit_head")


def keeping(site: Site) -> Iterator[Checkup]:
    found = retention.ending(site)
    over = sum(one.is_over for one in found)
    said = f"{over} over, {len(found) - over} end within 30 days" if found else "nothing is due"
    mend = "Look at `sonmat retention`: ask for a new consent, or confirm that it is erased."
    yield judge("time of keeping", not over, said, mend, grade="warn", code="retention")


def weights(_site: Site) -> Iterator[Checkup]:
    """By their pinned digests; ``sonmat models verify`` reads every byte."""
    found = list_models()
    missing = sum(not one.present for one in found)
    said = f"{len(found)} here" if not missing else f"{missing} of {len(found)} missing"
    yield judge("models", not missing, said, "Run `sonmat models fetch`.", code="models")


def copies(site: Site) -> Iterator[Checkup]:
    """Readable folders that were written from here and still lie where they were written."""
    here = logbook.read(site.settings).here
    gone = recalled(site) | federation.to_destroy(site)
    for one in here:
        yield judge(
            f"readable copy {one.path}", one.id not in gone, f"{one.kind} {one.id}",
            f"Consent to something in it ended or its time is over: destroy {one.path}.",
            grade="warn",
        )  # fmt: skip
    must = sum(one.id in gone for one in here)
    said = f"{len(here)} lie on this machine" + (f", {must} must be destroyed" if must else "")
    mend = "`sonmat doctor` names the folders."
    yield judge("readable copies", not must, said, mend, grade="warn", code="copies")


def sharing(site: Site) -> Iterator[Checkup]:
    """What other sites must delete is told by the next catalogue, and only by that."""
    if federation.offered(site) is None:
        return
    count = len(untold(site))
    said = f"{count} to be called back that no catalogue tells of" if count else "as it should be"
    mend = "Run `sonmat federate publish` and put the folder where other sites read it."
    yield judge("catalogue for other sites", not count, said, mend, grade="warn", code="federation")


def annotation(_site: Site) -> Iterator[Checkup]:
    """Masked copies that lie readable for annotators."""
    place = os.environ.get(LS_MEDIA, "")
    if not place:
        return
    try:
        count = sum(1 for one in Path(place).rglob("*") if one.is_file())
    except OSError:
        count = 0
    said = f"{count} readable files" if Path(place).is_dir() else "no such folder"
    mend = f"Take away what is annotated: nothing that lies in {LS_MEDIA} is sealed."
    yield judge(
        "media for annotators", not count, said, mend, grade="warn", code="annotation_media"
    )


OF_A_SITE = (queue, room, deeds, log, keeping, weights, copies, sharing, annotation)
