"""What is missing, unsafe or phoning home, and how to mend it: every check of every room."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.checks import cluster, machine, place, running
from app.checks.base import Checkup, judge
from capture.settings import Settings, load_settings
from capture.site import Site, key_problem
from data_schemas.errors import SettingsError, SonmatError


def examine() -> tuple[Checkup, ...]:
    """Every check, in order. Nothing is changed but that a site of an older version is brought up
    to date, as by every command."""
    machine_first = [check for look in MACHINE for check in look()]
    try:
        settings = load_settings()
    except SettingsError as error:
        unusable = Checkup(
            name="settings", grade="fail", found="unusable", mend=str(error), code="settings"
        )
        return (*machine_first, unusable)
    there = (check for look in PLACE for check in look(settings))
    return (*machine_first, *there, *_of_the_site(settings))


def health(site: Site) -> tuple[Checkup, ...]:
    """Those that say how a site fares, without what only the doctor tells."""
    found = (check for look in PLACE for check in look(site.settings))
    inside = (check for look in OF_A_SITE for check in look(site))
    return tuple(check for check in (*found, *inside) if check.code)


def _of_the_site(settings: Settings) -> Iterator[Checkup]:
    """Only of a site that is there and opens."""
    if place.is_empty(settings):
        return
    try:
        site = Site.open(settings)
    except SonmatError as error:
        # What is wrong with the key by itself, ``place`` has told.
        if not key_problem(settings):
            yield judge("site", False, "does not open", str(error))
        return
    try:
        for look in (*OF_A_SITE, *cluster.ONLY_THE_DOCTOR):
            yield from look(site)
    finally:
        site.close()


MACHINE: tuple[Callable[[], Iterator[Checkup]], ...] = (
    machine.python, machine.torch, machine.mediapipe, machine.opencv, machine.models,
    machine.speech, machine.telemetry, machine.language_model, machine.vectors, machine.extras,
    machine.system,
)  # fmt: skip
OF_A_SITE = (*running.OF_A_SITE, *cluster.OF_A_CLUSTER)
PLACE: tuple[Callable[[Settings], Iterator[Checkup]], ...] = (
    place.site, place.key_backups, place.network,
)  # fmt: skip
