"""A systemd unit as values."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from tests.conftest import ROOT

NAMES = ("sonmat.service", "sonmat-worker.service")


def path_of(name: str) -> Path:
    return ROOT / "deploy" / name


def read(name: str) -> dict[str, list[str]]:
    """Directives with all their values, in order."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in path_of(name).read_text().splitlines():
        if line and not line.startswith(("#", "[")):
            key, _, value = line.partition("=")
            found[key].append(value)
    return found


def environment(name: str, places: dict[str, str]) -> dict[str, str]:
    """Variables of the unit, with its places put where a test has them."""
    pairs = (value.partition("=") for value in read(name)["Environment"])
    return {key: put(value, places) for key, _, value in pairs}


def put(text: str, places: dict[str, str]) -> str:
    for place, there in places.items():
        text = text.replace(place, there)
    return text
