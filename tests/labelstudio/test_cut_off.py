"""A server that dies at any request, and one that is away, wrong or changed by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from capture import labelling
from capture.access import OWNER
from capture.records import labelling as records
from capture.site import Site
from data_schemas.clock import Span
from data_schemas.errors import (
    LabelStudioAway,
    LabelStudioError,
    LabelStudioOdd,
    LabelStudioRefused,
)
from pipelines.erasure import desk as erasure
from pipelines.labelstudio import desk
from pipelines.labelstudio.gathering import desk as gathering
from pipelines.labelstudio.leaving import desk as leaving
from pipelines.labelstudio.pushing.desk import PushOptions, push
from pipelines.review import desk as review
from pipelines.withdraw import withdraw
from tests.conftest import default_settings
from tests.labelstudio.cutting import Wire
from tests.labelstudio.out import Annotating, answer_for, at, moved

pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def wire(server):
    one = Wire(server.port)
    yield one
    one.close()


@pytest.fixture(scope="module")
def place(tmp_path_factory, server, wire):
    site = Site.open(default_settings(tmp_path_factory.mktemp("site")))
    at(site, server)
    site.settings = site.settings.model_copy(update={"ls_url": wire.url})
    yield site
    site.close()


@pytest.fixture(autouse=True)
def seen(monkeypatch, wire):
    monkeypatch.setattr(gathering, "BLIND_ONE_IN", 1 << 40)
    wire.arm(None)


def out(site: Site, *names: str):
    return push(site, OWNER, PushOptions(sessions=names, language="en"))


def task_of(site: Site, session: str):
    with site.db() as db:
        task = records.task(db, session)
        project = records.project(db, task.project)
    return task, project


def written(site: Site, session: str):
    """Acts that came from annotators."""
    every = review.entries(site, OWNER, session)
    return [one for one in every if one.actor.startswith("annotator-")]


def until_done(wire: Wire, act) -> int:
    """Do it over and over, cut one request later each time; how often it failed."""
    for cut in range(100):
        wire.arm(cut)
        try:
            act()
        except LabelStudioError as error:
            assert "Label Studio" in str(error) and "Traceback" not in str(error)
            continue
        if wire.count <= cut:
            return cut
    raise AssertionError("it never ends")


def test_cut_off_at_every_request_it_is_there_once_and_comes_back_once(place, made, gateway, wire):
    session = made.session.id
    assert until_done(wire, lambda: out(place, session)) > 6
    _, project = task_of(place, session)
    (task,) = gateway.tasks(project.number, sessions=[session])
    assert len(gateway.predictions(task.id)) == 1
    # Others may make theirs on this server meanwhile; a second one of ours had the same title.
    same = [one.id for one in gateway.projects() if one.title.endswith(project.id[-6:])]
    assert same == [project.number]
    Annotating(gateway, project.number).hand_in(session, moved("seg-clean", end=3.25))
    assert until_done(wire, lambda: desk.pull(place, OWNER)) > 2
    assert [one.target for one in written(place, session)] == ["seg-clean"]
    assert not labelling.is_out(place, session)


def test_a_pull_that_died_after_writing_writes_nothing_twice(place, made, gateway):
    session = made.session.id
    out(place, session)
    task, project = task_of(place, session)
    Annotating(gateway, project.number).hand_in(session, moved("seg-clean", end=3.25))
    desk.pull(place, OWNER)
    with place.db() as db:  # as a pull leaves it that is killed between its acts and this row
        records.put_task(db, task)
        records.read_until(db, project.id, "")
    assert desk.pull(place, OWNER).taken == (session,)
    assert len(written(place, session)) == 1


def test_a_server_that_is_away_holds_nobody_up_and_is_cleared_later(
    place, made, gateway, wire, server
):
    session = made.session.id
    out(place, session)
    _, project = task_of(place, session)
    wire.arm(-1)
    with pytest.raises(LabelStudioAway):
        desk.pull(place, OWNER)
    assert desk.recall(place, OWNER, session) is False
    assert not labelling.is_out(place, session)
    assert not (server.media / "sessions" / session).exists()
    assert withdraw(place, OWNER, session).still_out == (session,)
    assert [one.session for one in gateway.tasks(project.number, sessions=[session])] == [session]
    wire.arm(None)
    assert leaving.clear(place) == ()
    assert list(gateway.tasks(project.number, sessions=[session])) == []


def test_erasing_a_part_takes_all_of_the_session_off_the_server(place, made, gateway, server):
    session = made.session.id
    out(place, session)
    _, project = task_of(place, session)
    span = Span(recording=made.recording, start_s=1.0, end_s=2.0)
    seen = erasure.preview(place, OWNER, session, span)
    erasure.erase(place, OWNER, session, span, seen.confirmation)
    assert list(gateway.tasks(project.number, sessions=[session])) == []
    assert not (server.media / "sessions" / session).exists()


@pytest.mark.parametrize("token", ["0" * 40, "", "two words"])
def test_a_token_that_is_not_taken_is_one_sentence_without_it(place, made, token):
    with_it = place.settings.model_copy(update={"ls_token": SecretStr(token)})
    kept, place.settings = place.settings, with_it
    try:
        for act in (lambda: out(place, made.session.id), lambda: desk.pull(place, OWNER)):
            with pytest.raises(LabelStudioRefused) as told:
                act()
            assert not token or token not in str(told.value)
        assert not labelling.is_out(place, made.session.id)
    finally:
        place.settings = kept


def test_another_class_than_the_server_s_stays_here(place, made):
    kept = place.settings
    place.settings = kept.model_copy(update={"ls_class": "open"})
    try:
        (refused,) = out(place, made.session.id).refused
        assert "needs a server of its own" in refused.reason
    finally:
        place.settings = kept


def test_a_screen_that_somebody_changed_is_told_and_nothing_is_pushed_there(place, made, gateway):
    session = made.session.id
    out(place, session)
    _, project = task_of(place, session)
    there = gateway.project(project.number)
    gateway.update_config(project.number, there.config.replace("clean", "klean"))
    desk.pull(place, OWNER)
    codes = [one.code for one in desk.standing(place, OWNER).troubles if one.project == project.id]
    assert "config" in codes
    with pytest.raises(LabelStudioOdd, match="changed the labelling screen"):
        out(place, session)
    gateway.update_config(project.number, there.config)
    assert out(place, session).unchanged == (session,)


def test_a_project_that_ends_leaves_nothing_readable(
    place,
    made,
    gateway,
):
    session = made.session.id
    out(place, session)
    _, project = task_of(place, session)
    Annotating(gateway, project.number).hand_in(session, moved("seg-clean", end=3.25))
    desk.close_project(place, OWNER, project.id)
    told = [one.code for one in desk.standing(place, OWNER).troubles if one.session == session]
    assert len(written(place, session)) == 1, f"what was handed in is read before: {told}"
    assert gateway.projects(numbers=[project.number]) == []
    folder: Path = place.settings.media_folder
    assert not (folder / "sessions" / session).exists()
    assert not labelling.is_out(place, session)
    answer_for(place, made)  # what came back may have named somebody
    assert out(place, session).pushed == (session,)
    gateway.delete_project(task_of(place, session)[1].number)
    desk.pull(place, OWNER)
    assert task_of(place, session)[0].back == "lost"
