"""Where labels wait for somebody, and how clear they are, in plain words."""

from __future__ import annotations

import pytest

from app.language import speaking
from app.pages.clarity import plain
from capture.site import Site
from data_schemas.annotation import Labelled, Labelling
from pipelines.labelstudio.clarity import Clarity
from tests.app.test_pages import page, texts
from tests.pipelines.labelstudio.handed import give, ready, send


def figure(alpha: float | None, stretches: int = 10) -> Clarity:
    return Clarity(
        label="cue", recordings=2, stretches=stretches, alpha=alpha, boundary_f1={0.5: 1.0},
        mean_iou=None, character_error=None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (figure(0.95), "clear"),
        (figure(0.7), "mostly clear"),
        (figure(0.6), "not clear: look at the guideline"),
        (figure(0.6, stretches=4), "too few to say"),
        (figure(None), "too few to say"),
    ],
)
def test_figures_are_told_in_plain_words(found: Clarity, says: str) -> None:
    with speaking("en"):
        assert plain(found) == says


def steps(*labels: str) -> Labelling:
    return Labelling(
        stretches=tuple(
            Labelled(id=f"r{n}", lane="steps", labels=(label,), start_s=2.0 * n, end_s=2.0 * n + 2)
            for n, label in enumerate(labels)
        )
    )


def test_the_library_says_what_waits_and_the_figures_lead_to_the_guideline(used: Site) -> None:
    made = ready(used)
    send(used, made, blind=True)
    give(used, made.session.id, 1, steps("clean", "gasket", "clean", "bolts", "clean", "gasket"))
    give(used, made.session.id, 2, steps("gasket", "clean", "bolts", "clean", "gasket", "clean"))
    for language, says in (("en", "waits for a choice"), ("ko", "고르기를 기다립니다")):
        test = page("library", language)
        assert not test.exception and says in " ".join(one.value for one in test.info)
    test = page("versions")
    assert [one.label for one in test.main.button if "Flange" in one.label] == [
        "No. 1 · Flange with gasket"
    ]
    test = page("clarity", procedure=made.session.procedure)
    assert not test.exception and "annotator" not in texts(test)
    # six stretches, never where the other person has them; of the other labels there are too few
    unclear = [one.key for one in test.main.button if one.key and one.key.startswith("unclear-")]
    assert unclear == ["unclear-clean"]
