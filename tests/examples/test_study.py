"""The study of a first plant: forms give the figures that were filled in, and name nobody."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples.study.redrawn import Figure, redrawn
from examples.study.score import FORMS, figures
from examples.study.size import table

ROOT = Path(__file__).parents[2]
GIVEN = ROOT / "examples" / "study" / "forms"
PAGES = [ROOT / "docs" / "study-protocol.md", ROOT / "docs" / "ko" / "study-protocol.md"]
EXPERTS = [f"K{n:02d}-Hong" for n in range(6)]


def write(folder: Path, form: str, rows: list[tuple[object, ...]]) -> None:
    with (folder / f"{form}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([FORMS[form], *rows])


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """Six people: of ten elements four are told at once, five in talk, seven when asked."""
    tens = [(one, n) for one in EXPERTS for n in range(10)]
    told = [(one, "s", n, "cue", int(n < 4), int(n < 5), int(n < 7)) for one, n in tens]
    write(tmp_path, "elements", told)
    # Ten moments each: eight silent ones, six of them told, and two told in vain.
    marked = [(one, "s", n, n + 1, int(n < 8), int(n < 6 or n > 7)) for one, n in tens]
    write(tmp_path, "silent", marked)
    levels = ((25, 8), (12, 22), (2, 90))
    heard = [(one, "s", "ko", db, 100, errors) for one in EXPERTS for db, errors in levels]
    write(tmp_path, "speech", heard)
    ours = [("flange", "sonmat", 10, 20), ("gland", "sonmat", 10, 40)]
    write(tmp_path, "minutes", [*ours, ("flange", "paper", 10, 60)])
    return tmp_path


def test_figures_are_what_was_filled_in(filled: Path) -> None:
    found = {
        name: one.value if isinstance(one, Figure) else one for name, one in figures(filled).items()
    }
    assert found == pytest.approx(
        {
            "told in the first pass": 0.4,
            "told in the plain talk after it": 0.5,
            "told in the second pass": 0.7,
            "second pass above plain talk": 0.2,
            "silent actions found": 6 / 8,
            "questions that were worth asking": 6 / 8,
            "errors in ko speech, 20 dB and more": 0.08,
            "errors in ko speech, 10 to 20 dB": 0.22,
            "errors in ko speech, below 5 dB": 0.9,
            "human minutes a minute, sonmat": 3.0,
            "human minutes a minute, paper": 6.0,
            "human minutes, sonmat to paper": 0.5,
        }
    )


def test_nothing_printed_names_or_ranks_anybody(filled: Path) -> None:
    command = [sys.executable, "-m", "examples.study", "score", str(filled)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert "silent actions found: 0.75" in told
    assert not any(one in told for one in EXPERTS)


def test_the_same_figures_whoever_is_called_what(filled: Path) -> None:
    before = figures(filled)
    for form in ("elements", "silent", "speech"):
        path = filled / f"{form}.csv"
        text = path.read_text(encoding="utf-8")
        for n, one in enumerate(EXPERTS):
            text = text.replace(one, f"other{n}")
        path.write_text(text, encoding="utf-8")
    assert figures(filled) == before


def test_of_fewer_than_five_people_nothing_is_told(filled: Path) -> None:
    write(filled, "silent", [(one, "s", 0, 1, 1, 1) for one in EXPERTS[:4]])
    with pytest.raises(ValueError, match="4 people are too few"):
        figures(filled)


def test_an_empty_form_says_so_in_one_sentence() -> None:
    command = [sys.executable, "-m", "examples.study", "score", str(GIVEN)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode != 0
    assert done.stderr.count("\n") == 1 and "fill in the form" in done.stderr


def test_forms_have_the_columns_that_are_read() -> None:
    for form, columns in FORMS.items():
        assert (GIVEN / f"{form}.csv").read_text(encoding="utf-8").strip() == ",".join(columns)


@given(st.lists(st.lists(st.integers(0, 1), min_size=1, max_size=8), min_size=5, max_size=9))
def test_a_figure_lies_between_what_single_groups_have(groups: list[list[int]]) -> None:
    figure = redrawn(groups, lambda rows: sum(rows) / len(rows), draws=50)
    means = [sum(one) / len(one) for one in groups]
    assert min(means) - 1e-9 <= figure.low <= figure.high <= max(means) + 1e-9


def test_the_protocol_has_the_sizes_that_come_out() -> None:
    widths = [line.split("|")[2:] for line in table().splitlines()[2:]]
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for row in widths:
            assert "|" + "|".join(row) in text, page
