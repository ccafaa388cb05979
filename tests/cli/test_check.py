"""``sonmat check``: JSON alone, or one sentence in the language asked for; nothing is stored."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app import catalogue
from tests.cli.test_cli import files, sentence, sonmat  # noqa: F401
from tests.pipelines.motion.footage import DEMO


@pytest.mark.weights
def test_a_good_clip_is_told_to_be_one(sonmat, settings) -> None:  # noqa: F811
    said = json.loads(sonmat("check", DEMO, "--json").stdout)
    assert set(said) == {"file", "advice", "code", "hands", "face", "checks"}
    assert (said["advice"], said["code"], said["hands"], said["face"]) == ("", "", True, True)
    assert {one["severity"] for one in said["checks"]} == {"ok"}
    assert not Path(settings.folder).exists()


@pytest.mark.weights
def test_advice_speaks_the_language_asked_for(sonmat, files) -> None:  # noqa: F811
    done = sonmat("check", files / "take.mp4", "--lang", "ko")
    message = "No hand is seen: aim the camera so that both hands fill a third of the picture."
    assert done.stdout.strip() == catalogue.load("ko").gettext(message)


def test_bad_input_is_one_sentence(sonmat, files) -> None:  # noqa: F811
    assert "no file" in sentence(sonmat("check", files / "none.mp4", status=1))
    assert "still picture" not in sentence(sonmat("check", files / "flange.csv", status=1))
    assert "--lang is ko or en" in sentence(
        sonmat("check", files / "take.mp4", "--lang", "de", status=2)
    )
