"""The pins: what they name can be installed on every Python 3.11, the oldest one included."""

from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

PINS = Path(__file__).parents[2] / "constraints.txt"
OLDEST = "3.11.0"  # Debian 12 has 3.11.2, Ubuntu 22.04 has 3.11.0


def pins() -> list[Requirement]:
    return [Requirement(line) for line in PINS.read_text().splitlines() if line[:1].isalnum()]


def test_no_pin_needs_a_later_python() -> None:
    asked = {}
    for pin in pins():
        try:
            told = metadata(pin.name)
        except PackageNotFoundError:  # of an extra that is not installed here
            continue
        asked[str(pin)] = told.get("Requires-Python", "")  # some say nothing
    assert len(asked) > 100
    late = {pin: need for pin, need in asked.items() if not SpecifierSet(need).contains(OLDEST)}
    assert late == {}


def test_what_is_installed_is_what_is_pinned() -> None:
    """So that the first test looks at what others get."""
    other = {}
    for pin in pins():
        try:
            found = metadata(pin.name)["Version"]
        except PackageNotFoundError:
            continue
        if not pin.specifier.contains(found, prereleases=True):
            other[str(pin)] = found
    assert other == {}
