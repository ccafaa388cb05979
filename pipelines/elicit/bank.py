"""The question cards: those that come with Sonmat, and the site's own in front of them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from capture.formats.question_cards import parse_cards
from data_schemas.probe import ProbeBank

FOLDER = files(__package__).joinpath("probes")


@cache
def built_in() -> ProbeBank:
    """The cards of ``probes/*.yaml``, in the order of the files' names."""
    found = sorted(FOLDER.iterdir(), key=lambda one: one.name)
    parts = [
        parse_cards(one.read_bytes(), one.name, site=False)
        for one in found
        if one.name.endswith(".yaml")
    ]
    return ProbeBank(
        probes=tuple(probe for part in parts for probe in part.probes),
        introductions=tuple(one for part in parts for one in part.introductions),
    )


def bank_of(site: ProbeBank) -> ProbeBank:
    """All cards: the site's own first, since it knows its work; its wording wins over ours."""
    own = {probe.id for probe in site.probes}
    spoken = {one.method for one in site.introductions}
    ours = built_in()
    return ProbeBank(
        probes=(*site.probes, *(one for one in ours.probes if one.id not in own)),
        introductions=(
            *site.introductions,
            *(one for one in ours.introductions if one.method not in spoken),
        ),
    )
