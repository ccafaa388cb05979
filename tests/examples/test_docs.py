"""Every command that the pages about the generated expert show is one that exists."""

import re
import shlex

import pytest

from examples.demo import __main__ as take
from tests.examples.footage import DEMO, ROOT

GALLERY = ROOT / "docs" / "gallery.md"
PAGES = (DEMO / "README.md", GALLERY)
SHOWN = re.compile(r"^(?:\$ )?python -m examples\.demo (.*)$", re.MULTILINE)
COMMANDS = [words for page in PAGES for words in SHOWN.findall(page.read_text("utf-8"))]


@pytest.mark.parametrize("words", COMMANDS)
def test_a_command_that_is_shown_is_understood(words: str) -> None:
    parts = shlex.split(words)
    command = take.OTHERS.get(parts[0], take)
    command.parser().parse_args(parts[1:] if parts[0] in take.OTHERS else parts)


def test_the_pages_show_every_command() -> None:
    first = {words.split()[0] for words in COMMANDS}
    assert {*take.OTHERS, "--seed"} <= first


def test_the_readme_names_every_key_of_the_truth() -> None:
    from examples.demo.timeline import ROWS

    text = (DEMO / "README.md").read_text("utf-8")
    assert all(f"`{key}`" in text for key in (*ROWS, "order", "cameras", "person", "variation"))


def test_the_gallery_shows_every_picture_with_its_command():
    text = GALLERY.read_text("utf-8")
    shown = re.findall(r"!\[[^]]+\]\(images/gallery/(\w+\.jpg)\)", text)
    assert sorted(shown) == sorted(p.name for p in (GALLERY.parent / "images/gallery").iterdir())
    drawn = re.findall(r"^python -m examples\.demo stills .* --out (\S+)$", text, re.MULTILINE)
    assert drawn == shown
