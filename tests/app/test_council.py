"""The sheet for the works council: every line has tests that there are, on two pages."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app import catalogue, tokens
from app.print_route import PRINT, print_url
from app.prints.council_lines import OPEN, PARTS
from capture.access import OWNER
from capture.site import Site
from tests.app import council_docs

ROOT = Path(__file__).parents[2]
LINES = [line for part in PARTS for line in part.lines]


def get(client: TestClient, site: Site, lang: str) -> str:
    token = tokens.mint(site, OWNER, PRINT, "council")
    return client.get(print_url(token, lang, "council")).text


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.text[:40])
def test_each_line_names_tests_that_there_are(line) -> None:
    assert line.tests
    for named in line.tests:
        file, _, name = named.partition("::")
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        there = {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}
        assert name in there if name else any(one.startswith("test_") for one in there), named


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_whole_of_it_stands_on_the_sheet(client: TestClient, used: Site, lang: str) -> None:
    page, say = get(client, used, lang), catalogue.load(lang).gettext
    for text in (*(line.text for line in LINES), *(part.title for part in PARTS), *OPEN):
        assert say(text).replace("'", "&#x27;") in page or say(text) in page
    assert f'lang="{lang}"' in page and (lang == "en") is not bool(re.search("[가-힣]", page))


def test_the_docs_say_the_same() -> None:
    for file, text in council_docs.files().items():
        assert file.read_text(encoding="utf-8") == text, file
