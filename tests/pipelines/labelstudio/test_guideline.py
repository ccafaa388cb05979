"""The guideline as annotators read it over the task, and the way to its examples."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from capture.settings import Settings
from data_schemas.procedure import Procedure, Step
from pipelines.labelstudio.guideline import instruction
from pipelines.labelstudio.vocabulary import vocabulary

PROCEDURE = Procedure(
    id="prc-1", title="x",
    steps=(Step(id="s1", title="Wipe <b>dry</b>", key_point=("three & more",), reason=("leaks",)),),
)  # fmt: skip


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_label_is_told_and_markup_stays_words(language) -> None:
    told = instruction(PROCEDURE, language)
    for tag in vocabulary().tags:
        assert tag.guideline.in_(language) in told and f"<b>{tag.title.in_(language)}</b>" in told
    assert "<b>1. Wipe &lt;b&gt;dry&lt;/b&gt;</b> three &amp; more leaks" in told
    assert "<a" not in told


def test_the_link_leads_to_the_page_in_the_same_language() -> None:
    told = instruction(PROCEDURE, "ko", "https://sonmat.plant:8501/")
    (link,) = re.findall(r'<a href="([^"]*)"', told)
    assert link == "https://sonmat.plant:8501/guideline?procedure=prc-1&amp;lang=ko"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "https://a b", "ftp://x", "https://u@x"]
)
def test_an_address_that_no_browser_should_open_is_no_setting(address, tmp_path) -> None:
    with pytest.raises(ValidationError):
        Settings(data=tmp_path, app_address=address)
