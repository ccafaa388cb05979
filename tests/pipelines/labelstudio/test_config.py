"""The labelling screen: what is on it, in which language, over which codes."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

import pytest

from data_schemas.procedure import Language, Procedure, Step
from pipelines.labelstudio.config import Screen, config_of, fingerprint
from pipelines.labelstudio.vocabulary import vocabulary

STEPS = (Step(id="s1", title='Clean & dry the "face" <well>'), Step(id="s2", title="볼트 조이기"))
PROCEDURE = Procedure(id="p1", title="Seal", steps=STEPS)


def screen(language: Language = "en", **without: bool) -> Xml.Element:
    return Xml.fromstring(config_of(PROCEDURE, Screen(language, **without)))


def aliases(root: Xml.Element, name: str) -> list[str]:
    return [one.attrib["alias"] for one in root.findall(f".//*[@name='{name}']/*")]


def shown(root: Xml.Element, name: str) -> list[str]:
    return [one.attrib["value"] for one in root.findall(f".//*[@name='{name}']/*")]


def test_steps_keep_their_ids_whatever_their_titles() -> None:
    root = screen()
    assert aliases(root, "step") == ["s1", "s2", "outside"]
    assert shown(root, "step")[:2] == ['1. Clean & dry the "face" <well>', "2. 볼트 조이기"]


@pytest.mark.parametrize("name", ["step", "knowledge", "senses", "review"])
def test_both_languages_have_the_same_codes_under_other_words(name: str) -> None:
    english, korean = screen("en"), screen("ko")
    assert aliases(english, name) == aliases(korean, name)
    assert shown(english, name) != shown(korean, name)


def test_everything_plays_together() -> None:
    group = {one.tag for one in screen().iter() if one.get("sync") == "session"}
    assert group == {"Video", "Paragraphs", "TimeSeries", "Audio"}


def test_every_control_names_what_is_there() -> None:
    root = screen()
    names = {one.get("name") for one in root.iter()} - {None}
    assert {one.get("toName") for one in root.iter()} - {None} <= names
    assert len(names) == sum(1 for one in root.iter() if one.get("name"))


def test_work_without_speech_has_no_transcript_and_no_lane_for_it() -> None:
    tags = {one.tag for one in screen(has_speech=False).iter()}
    assert "Paragraphs" not in tags and not aliases(screen(has_speech=False), "knowledge")


def test_work_without_movement_has_no_curve() -> None:
    assert not screen(has_motion=False).findall(".//TimeSeries")


def test_no_two_labels_look_alike_and_no_key_is_used_twice() -> None:
    for name in ("step", "knowledge"):
        labels = screen().findall(f".//*[@name='{name}']/*")
        colours = [one.attrib["background"] for one in labels]
        assert len(set(colours)) == len(colours)
    keys = [tag.hotkey for tag in vocabulary().tags]
    assert len(set(keys)) == len(keys)


def test_every_tag_has_a_guideline_in_both_languages() -> None:
    assert all(tag.guideline.en and tag.guideline.ko for tag in vocabulary().tags)


def test_the_fingerprint_knows_a_label_from_a_line_break() -> None:
    config = config_of(PROCEDURE, Screen())
    assert fingerprint(config.replace("\n", "\n   ")) == fingerprint(config)
    assert fingerprint(config.replace('alias="s1"', 'alias="s9"')) != fingerprint(config)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_conditions_name_codes_and_stand_where_the_page_keeps_to_them(language: Language) -> None:
    """Tried on the real page (tests/labelstudio/test_screen.py): titles may have commas."""
    root = screen(language)
    conditional = [one for one in root.iter() if "visibleWhen" in one.attrib]
    assert len(conditional) == 2
    for one in conditional:
        wanted = one.get("whenLabelValue") or one.attrib["whenChoiceValue"]
        assert wanted in aliases(root, one.attrib["whenTagName"])
        # a text of the whole with a condition of its own stays there, and is dropped at submit
        assert one.tag == "View" or one.attrib["perRegion"] == "true"


def test_the_first_nine_steps_have_their_number_as_key() -> None:
    steps = tuple(Step(id=f"s{n}", title=f"Step {n}") for n in range(1, 13))
    root = Xml.fromstring(config_of(PROCEDURE.model_copy(update={"steps": steps}), Screen("en")))
    keys = [one.get("hotkey") for one in root.findall(".//*[@name='step']/Label")]
    assert keys == [*map(str, range(1, 10)), None, None, None, "0"]
