"""The page of a session that is out: it says so, changes nothing, and is called back by a click."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.editing.offered import Drawn, offered
from app.editing.state import About, held
from app.scene import gather, scene
from capture import labelling, sessions
from capture.access import OWNER
from capture.records import labelling as records
from data_schemas.labelling import LabellingProject, LabellingTask
from data_schemas.rights import ProtectionClass
from tests.app import sample
from tests.app.test_pages import page, plain, texts

AT = datetime(2026, 11, 30, 9, tzinfo=UTC)


def send(site, session, waits="annotator"):
    project = LabellingProject(
        id="lsp-1", server="http://127.0.0.1:9", number=1, procedure="prc-1", version=1,
        screen="ko", config="c", protection_class=ProtectionClass.RESTRICTED, created_at=AT,
    )  # fmt: skip
    task = LabellingTask(
        session=session, project="lsp-1", number=3, out_at=AT, out_by="owner", waits=waits
    )
    with site.db() as db:
        records.add_project(db, project)
        db.flush()
        records.put_task(db, task)


@pytest.mark.parametrize(
    ("language", "told", "button"),
    [("en", "Out with annotators since", "Call it back"), ("ko", "나가 있습니다", "다시 불러오기")],
)
def test_the_page_says_that_it_is_out_and_calls_it_back(used, language, told, button):
    made = sample.processed(used)
    send(used, made.session.id)
    test = page("session", language, session=made.session.id)
    assert not test.exception and told in plain(texts(test))
    (recall,) = [one for one in test.button if one.label == button]
    recall.click().run()
    assert not test.exception and told not in plain(texts(test))
    assert not labelling.is_out(used, made.session.id)


def test_the_player_offers_no_change_and_no_signature_meanwhile(site):
    made = sample.processed(site)
    about = About(site, OWNER, made.session.id, made.recording, "en")

    def may():
        shown = gather.shown_of(site, OWNER, made.session, made.session.recordings[0])
        drawn = Drawn(shown, scene(shown, "/x"), held(site, OWNER, made.session.id))
        found = offered(about, drawn, "Kim")
        return found["may"], found["may_sign"]

    assert may() == (True, ["confirmed", "reviewed", "approved"])
    send(site, made.session.id)
    assert may() == (False, [])
    assert sessions.timeline(site, OWNER, made.session.id) is not None, "it can still be read"
