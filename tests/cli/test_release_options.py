"""What is chosen on the command line reaches the formats, and what cannot be is refused."""

import pytest
from typer.testing import CliRunner

from app.cli import base, release
from data_schemas.release import FormatOptions, Release
from pipelines.release import desk


@pytest.fixture
def asked(monkeypatch, tmp_path):
    found = []

    def create(_site, _who, selection, _out, _tongues, _tell):
        found.append(selection)
        return Release.model_construct(
            name="x", number=1, rows=0, sessions=(), refused=(), warnings=()
        )

    assert release.app is base.app
    monkeypatch.setattr(release, "open_site", lambda: None)
    monkeypatch.setattr(release, "emit", lambda *_: None)
    monkeypatch.setattr(desk, "create", create)

    def run(*arguments):
        done = CliRunner().invoke(
            release.group, ["create", "x", "--out", str(tmp_path), *arguments]
        )
        return done.exit_code, found

    return run


def test_options_of_the_video_formats(asked):
    code, found = asked(
        "--format", "lerobot", "--fps", "30", "--picture", "320", "--no-lerobot-language"
    )
    assert code == 0 and found[0].formats == ("lerobot",)
    assert found[0].options == FormatOptions(fps=30, longest_px=320, lerobot_language=False)
    assert asked()[1][1].options == FormatOptions(lerobot_language=True, fps=15, longest_px=640)


@pytest.mark.parametrize("wrong", [("--fps", "0"), ("--fps", "61"), ("--picture", "10"),
                                   ("--fps", "x")])  # fmt: skip
def test_what_no_film_can_have_is_refused(asked, wrong):
    code, found = asked(*wrong)
    assert code == 2 and found == []
