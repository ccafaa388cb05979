"""Several machines on one site: who is there, and whether they are alike enough to work together.

What a machine by itself cannot know is told here, from what each says of itself every other second.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.checks.base import Checkup, judge
from capture import members, storage
from capture.site import Site
from data_schemas.errors import StoreError
from data_schemas.member import Member

APART_S = 5.0


def workers(site: Site) -> Iterator[Checkup]:
    """Every queue needs a worker; the doctor names all processes that were there within a day."""
    if not site.settings.is_shared:
        return
    found, now = members.members(site)
    living = members.alive(site)
    for one in found:
        queues = f", {' and '.join(one.queues)}" if one.queues else ""
        said = f"{one.role} of version {one.version} on {one.host}{queues}"
        if one.lacks and one in living:
            yield _lacking(one, said)
            continue
        silent = round(one.silent_s(now))
        mend = f"Nothing was heard of it for {silent} seconds: start it again, or leave it."
        yield judge(f"process {one.name}", one in living, said, mend, grade="warn")
    wanted = ["cpu", "gpu"] if site.settings.gpu_stages else ["cpu"]
    served = {queue for one in living if one.role == "worker" for queue in one.queues}
    missing = [queue for queue in wanted if queue not in served]
    said = f"nobody works on {' and '.join(missing)}" if missing else "every queue has one"
    mend = f"Start `sonmat worker --queues {','.join(missing)}` on a machine."
    yield judge("workers", not missing, said, mend, code="workers")


def _lacking(one: Member, said: str) -> Checkup:
    found = f"{said}: lacks {', '.join(one.lacks)}"
    mend = (
        f"Run `sonmat models fetch {' '.join(one.lacks)}` there; what another machine gave to the"
        " site with `sonmat models share` needs no network."
    )
    return judge(f"process {one.name}", False, found, mend)


def machines(site: Site) -> Iterator[Checkup]:
    """One line for each thing in which machines differ that must not, else one that says so."""
    if not site.settings.is_shared:
        return
    living = members.alive(site)
    problems = [
        judge("machines", False, said, mend, grade="fail" if is_grave else "warn", code="machines")
        for is_grave, said, mend in _differences(site, living)
    ]
    count = len({one.place for one in living})
    yield from problems or [judge("machines", True, f"{count} work alike", "", code="machines")]


def store(site: Site) -> Iterator[Checkup]:
    """Keys and the list of what was erased rest on it that one name is written once."""
    if not site.settings.is_shared:
        return
    try:
        good, found = storage.keeps_first(site), "keeps the first of two writers"
    except StoreError as error:
        yield judge("store", False, "does not answer", str(error))
        return
    mend = "Use a store that knows If-None-Match: with this one two machines may lose a key."
    yield judge("store", good, found if good else "lets a second writer win", mend)


def _differences(site: Site, living: tuple[Member, ...]) -> Iterator[tuple[bool, str, str]]:
    """(whether it is grave, what is found, what to do)"""
    hosts_of = {one.place: {o.host for o in living if o.place == one.place} for one in living}
    if any(len(hosts) > 1 for hosts in hosts_of.values()):
        yield True, "two have one data folder", "Give each machine a SONMAT_DATA of its own."
    if len(hosts_of) > 1 and "://" not in site.settings.vault:
        yield (
            True,
            "recordings lie on one of them",
            "Keep recordings in a store that all machines reach: docs/several-machines.md.",
        )
    if len({one.chosen for one in living}) > 1:
        yield (
            True,
            "settings that decide results differ",
            "Set SONMAT_SPEECH_ENGINE, SONMAT_SPEECH_MODEL, SONMAT_MOTION_FPS and"
            " SONMAT_GPU_STAGES alike everywhere.",
        )
    if any(one.lacks for one in living):
        yield True, "a worker lacks models", "`sonmat doctor` names the models and the worker."
    if len({one.version for one in living}) > 1:
        yield False, "versions of Sonmat differ", "Bring all machines to the newest version."
    apart = [one.apart_s for one in living] + [0.0]
    if max(apart) - min(apart) > APART_S:
        said = f"clocks are {round(max(apart) - min(apart))} seconds apart"
        yield False, said, "Let all machines take their time from one server (NTP)."


OF_A_CLUSTER = (workers, machines)
ONLY_THE_DOCTOR = (store,)
