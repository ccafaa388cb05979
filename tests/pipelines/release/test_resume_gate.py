"""Attack: a release was killed, then something in it was struck: nothing of before is kept."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from capture import journal, logbook, outgoing
from capture.access import OWNER
from capture.site import Site
from data_schemas.clock import Span
from data_schemas.entry import Act, Draft
from data_schemas.errors import InputError
from data_schemas.release import Selection
from pipelines.release import desk
from pipelines.release import package as module
from pipelines.review.desk import refold
from tests.app import sample
from tests.hidden import answered_for
from tests.pipelines.release.test_package import content
from tests.pipelines.release.test_resume import counting

CHOSEN = Selection(name="x", formats=("vtt", "srt"))


@pytest.fixture
def killed(site: Site, tmp_path: Path, monkeypatch):
    """A process that ended in its second format, with nothing cleared."""
    made = sample.processed(site, sample.take_in(site))
    answered_for(site, made.session.id)

    def die(*_):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(module, "FORMATS", {**module.FORMATS, "srt": die})
        patch.setattr(shutil, "rmtree", lambda *_, **__: None)
        with pytest.raises(SystemExit):
            desk.create(site, OWNER, CHOSEN, tmp_path / "out")
    return made


def said(folder: Path) -> str:
    return "".join(text.decode() for name, text in content(folder).items() if ".vtt" in name)


def test_what_a_kill_left_is_among_the_readable_copies(site, killed, tmp_path):
    assert str(tmp_path / "out.partial") in {one.path for one in logbook.read(site.settings).here}


def test_where_nothing_changed_the_finished_format_is_kept(site, killed, tmp_path, monkeypatch):
    calls = counting(monkeypatch, "vtt")
    desk.create(site, OWNER, CHOSEN, tmp_path / "out")
    assert calls == [] and said(tmp_path / "out")


def test_where_something_was_struck_meanwhile_nothing_of_before_is_kept(
    site, killed, tmp_path, monkeypatch
):
    before = said(tmp_path / "out.partial")
    session = killed.session
    span = Span(recording=session.work[0].id, start_s=0.0, end_s=6.0)
    journal.add(site, OWNER, session.id, Draft(act=Act.STRIKE, target="", span=span))
    refold(site, session.id)
    answered_for(site, session.id)
    calls = counting(monkeypatch, "vtt")
    desk.create(site, OWNER, CHOSEN, tmp_path / "out")
    after = said(tmp_path / "out")
    assert calls == [set()], "it was written anew, into an empty folder"
    lost = set(before.split()) - set(after.split())
    assert lost, "the words that were struck are gone"


@pytest.fixture
def ready(site: Site):
    answered_for(site, sample.processed(site, sample.take_in(site)).session.id)


def test_killed_when_it_is_there_it_is_known_and_a_recall_finds_it(
    site, ready, tmp_path, monkeypatch
):
    """Its name is there, and the command has not said so."""
    settle = outgoing._settle

    def die(*places):
        settle(*places)
        raise SystemExit

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(outgoing, "_settle", die)
        desk.create(site, OWNER, CHOSEN, tmp_path / "out")
    (known,) = desk.list_releases(site, OWNER)
    assert desk.find_at(site, OWNER, tmp_path / "out") == known
    assert known.id in {one.id for one in logbook.read(site.settings).here}


def test_what_could_not_be_put_there_is_not_known(site, ready, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(5, "broken")

    with monkeypatch.context() as patch, pytest.raises(InputError, match="cannot be written"):
        patch.setattr(outgoing, "_settle", full)
        desk.create(site, OWNER, CHOSEN, tmp_path / "out")
    assert desk.list_releases(site, OWNER) == ()
    assert desk.create(site, OWNER, CHOSEN, tmp_path / "out").number == 1
