"""Nothing that is hidden is in what goes to the annotators' server, and it comes back whole."""

from __future__ import annotations

import json

import pytest

from capture.access import OWNER
from capture.procedures import get_procedure
from capture.sessions import get_session
from pipelines.deidentify.copying.desk import make
from pipelines.labelstudio.config import config_of
from pipelines.labelstudio.entries import taken
from pipelines.labelstudio.gathering.desk import gather, objection, shown_recording
from pipelines.labelstudio.ground import Ground
from pipelines.labelstudio.media.desk import lay_out
from pipelines.labelstudio.results import to_items
from pipelines.labelstudio.task import data_of, shown_of
from tests import store
from tests.pipelines.deidentify.planted import PLAIN, SECRET, plant


@pytest.fixture(scope="module")
def material(tmp_path_factory):
    folder = tmp_path_factory.mktemp("planted")
    site = store.opened(store.settings_at(folder))
    update = {"ls_media": folder / "shown", "ls_class": "restricted"}
    site.settings = site.settings.model_copy(update=update)
    found = plant(site)
    assert "nobody has confirmed" in objection(site, found.session, OWNER)
    found.confirm()
    assert "masked copy" in objection(site, found.session, OWNER)
    make(site, found.session, lambda _share: None)
    assert objection(site, found.session, OWNER) == ""
    session = get_session(site, OWNER, found.session)
    laid = lay_out(site, OWNER, session.id, shown_recording(site, session))
    written = get_procedure(site, OWNER, session.procedure)
    yield gather(site, session, laid), written
    site.close()


def test_no_hidden_word_is_in_data_prediction_or_screen(material):
    made, written = material
    screen = made.screen("ko")
    leaves = json.dumps(
        [data_of(made, screen), to_items(shown_of(made).prediction),
         config_of(made.procedure, screen), made.number],
        ensure_ascii=False,
    )  # fmt: skip
    for secret in SECRET:
        assert secret.lower() not in leaves.lower(), secret
    for plain in PLAIN:
        assert plain in leaves, plain
    assert any(secret in written.model_dump_json() for secret in SECRET), "it was there to hide"


def test_a_line_with_something_hidden_is_mended_around_it(material):
    made, _ = material
    shown = shown_of(made)
    line = next(one for one in made.lines if made.hidden[one.id])
    was = next(one for one in shown.prediction.stretches if one.id == line.id)
    told = was.model_copy(update={"text": was.text + " 조금"})
    given = shown.prediction.model_copy(
        update={
            "stretches": tuple(
                told if one.id == line.id else one for one in shown.prediction.stretches
            )
        }
    )
    (draft,) = taken(Ground(shown, made.timeline, made.clock), given, "a").drafts
    assert draft.after["text"] == line.text.strip() + " 조금"
