"""The server is killed while it works, and started again over what it left."""

from __future__ import annotations

import pytest

from capture import labelling
from capture.access import OWNER
from capture.records import labelling as records
from capture.site import Site
from data_schemas.errors import LabelStudioAway
from pipelines.labelstudio import desk
from pipelines.labelstudio.gathering import desk as gathering
from pipelines.labelstudio.pushing.desk import PushOptions, push
from pipelines.review import desk as review
from tests.app import sample
from tests.conftest import default_settings
from tests.labelstudio.cutting import Wire
from tests.labelstudio.out import Annotating, at, moved, ready
from tests.labelstudio.server import NoServer, used_once

pytestmark = pytest.mark.full


@pytest.fixture
def own(tmp_path):
    """A server that nobody else works with."""
    try:
        made = used_once(tmp_path / "labelstudio")
        made.start()
    except NoServer as error:
        pytest.skip(f"no Label Studio: {error}. Run `tools/labelstudio install`")
    yield made
    made.kill()


@pytest.fixture
def wire(own):
    one = Wire(own.port)
    yield one
    one.close()


@pytest.fixture
def place(tmp_path, own, wire, monkeypatch):
    monkeypatch.setattr(gathering, "BLIND_ONE_IN", 1 << 40)
    site = Site.open(default_settings(tmp_path / "site"))
    at(site, own)
    site.settings = site.settings.model_copy(update={"ls_url": wire.url})
    yield site
    site.close()


def test_killed_while_it_is_given_tasks_and_while_it_is_read(place, own, wire):
    first = ready(place)
    procedure = first.procedure
    second = ready(place, sample.take_in(place, "another", procedure=procedure))
    names = (first.session.id, second.session.id)
    options = PushOptions(sessions=names, language="en")

    through(wire, own, lambda: push(place, OWNER, options), 6, 4)
    with place.db() as db:
        (project,) = records.projects(db)
    with own.gateway() as gateway:
        assert len(gateway.projects()) == 1
        tasks = list(gateway.tasks(project.number, sessions=names))
        assert sorted(one.session for one in tasks) == sorted(names)
        assert [len(gateway.predictions(one.id)) for one in tasks] == [1, 1]
        for name in names:
            Annotating(gateway, project.number).hand_in(name, moved("seg-clean", end=3.25))

    through(wire, own, lambda: desk.pull(place, OWNER), 3)
    for name in names:
        acts = review.entries(place, OWNER, name)
        came = [one.target for one in acts if one.actor.startswith("annotator-")]
        assert came == ["seg-clean"]
        assert not labelling.is_out(place, name)


def through(wire, server, act, *cuts: int) -> None:
    """Do it with the server killed at each of these requests, then once to its end."""
    for cut in cuts:
        wire.arm(cut, server.kill)
        with pytest.raises(LabelStudioAway):
            act()
        server.start()
    wire.arm(None)
    act()
