"""The gateway against the real server: what goes in comes out, and nobody's secret with it."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import httpx
import pytest
from pydantic import SecretStr

from data_schemas.errors import (
    LabelStudioAway,
    LabelStudioError,
    LabelStudioOdd,
    LabelStudioRefused,
)
from pipelines.labelstudio import trial
from pipelines.labelstudio.config import Screen, config_of, fingerprint
from pipelines.labelstudio.gateway import PAGE, Gateway
from pipelines.labelstudio.media.folder import MediaFolder
from pipelines.labelstudio.remote import Connection, Json
from pipelines.labelstudio.results import Known, from_items, to_items
from tests.labelstudio import drawn
from tests.labelstudio.server import USER, Server, free_port

pytestmark = pytest.mark.full
WORDS = "only-said-here"
SCREEN = Screen("en", has_speech=False, has_motion=False)
CONFIG = config_of(drawn.procedure(), SCREEN)


@pytest.fixture(scope="module")
def gateway(server: Server) -> Iterator[Gateway]:
    with server.gateway() as opened:
        yield opened


@pytest.fixture
def project(gateway: Gateway) -> Iterator[int]:
    made = gateway.create_project("Tried", CONFIG, annotators=2, model_version="sonmat")
    yield made
    gateway.delete_project(made)


def task(session: str, result: list[Json] | None = None) -> Json:
    data = {"session": session, "title": WORDS, "video": "v", "audio": "a", "fps": 15.0}
    predictions = [{"model_version": "sonmat", "score": 0.5, "result": result}] if result else []
    return {"data": data, "predictions": predictions}


def test_it_knows_who_asks_and_what_answers(gateway: Gateway) -> None:
    assert gateway.whoami() == USER
    assert trial.is_supported(gateway.version())


def test_a_project_keeps_its_screen_and_its_storage(gateway, server, project) -> None:
    folder = str(MediaFolder.of(server.media).sessions)
    gateway.add_storage(project, folder)
    gateway.add_storage(project, folder)
    found = gateway.project(project)
    assert (found.title, found.storages) == ("Tried", (folder,))
    assert fingerprint(found.config) == fingerprint(CONFIG)
    assert project in [one.id for one in gateway.projects()]
    other = config_of(drawn.procedure("ko"), SCREEN)
    gateway.update_config(project, other)
    assert fingerprint(gateway.project(project).config) == fingerprint(other)


def test_projects_are_found_by_number_however_many_there_are_and_whatever_goes(gateway) -> None:
    made = [
        gateway.create_project(f"One of many {n}", CONFIG, annotators=1, model_version="")
        for n in range(33)  # more than a page of the server, and of ours
    ]
    try:
        gone = made[5]
        gateway.delete_project(gone)
        found = gateway.projects(numbers=[*made, 10**9])
        assert {one.id for one in found} == {*made} - {gone}
        assert len(found) == len(made) - 1
        (last,) = gateway.projects(title="one of many 31")
        assert last.id == made[31] and fingerprint(last.config) == fingerprint(CONFIG)
        assert gateway.projects(numbers=[]) == gateway.projects(numbers=[0, gone]) == []
    finally:
        for number in made:
            gateway.delete_project(number)


def test_times_come_back_equal_to_the_bit(gateway, project) -> None:
    before = drawn.predicted()
    (made,) = gateway.import_tasks(project, [task("ses-1", to_items(before))])
    gateway.annotate(made, to_items(before))
    found = gateway.task(made)
    known = Known(("s1", "s2", "s3"), float(drawn.LENGTH_S))
    assert from_items(found.predictions[0].result, known).labelling.stretches == before.stretches
    assert from_items(found.annotations[0].result, known).labelling.stretches == before.stretches
    assert found.data["title"] == WORDS and found.session == "ses-1"


def test_tasks_are_found_by_session_and_by_change(gateway, project) -> None:
    ids = gateway.import_tasks(project, [task(f"ses-{n}") for n in range(4)])
    every = list(gateway.tasks(project))
    assert [one.id for one in every] == ids and [one.session for one in every][2] == "ses-2"
    wanted = [one.id for one in gateway.tasks(project, sessions=["ses-1", "ses-3", "ses-9"])]
    assert wanted == [ids[1], ids[3]]
    since = max(one.updated_at for one in every)
    assert list(gateway.tasks(project, since=since)) == []
    made = gateway.annotate(ids[2], [])
    (changed,) = gateway.tasks(project, since=since)
    assert (changed.id, changed.annotations_total) == (ids[2], 1)
    assert list(gateway.tasks(project, since=since, sessions=["ses-1"])) == []
    later = changed.updated_at
    gateway.delete_annotation(made)
    (deleted,) = gateway.tasks(project, since=later)
    assert (deleted.id, deleted.annotations_total) == (ids[2], 0)


def test_a_long_listing_tells_each_task_once_while_others_go(gateway, project) -> None:
    ids = gateway.import_tasks(project, [task(f"ses-{n}") for n in range(PAGE + 20)])
    seen = []
    for one in gateway.tasks(project):
        seen.append(one.id)
        if len(seen) <= 10:
            gateway.delete_task(one.id)  # page numbers would skip ten after this
    assert seen == ids


def test_skips_are_told_as_skips_and_drafts_not_at_all(gateway, server, project) -> None:
    (made,) = gateway.import_tasks(project, [task("ses-1")])
    gateway.annotate(made, [], skipped=True)
    headers = {"Authorization": f"Token {server.token.get_secret_value()}"}
    draft = httpx.post(
        f"{server.url}/api/tasks/{made}/drafts", headers=headers, timeout=30, trust_env=False,
        json={"result": to_items(drawn.predicted()), "lead_time": 1},
    )  # fmt: skip
    assert draft.status_code == 201
    (one,) = gateway.annotations(made)
    assert one.cancelled and gateway.task(made).skips_total == 1
    assert gateway.task(made).annotations_total == 0


def test_an_annotation_whose_number_was_given_anew_is_another_one(gateway, project) -> None:
    (made,) = gateway.import_tasks(project, [task("ses-1")])
    gateway.annotate(made, [])
    (first,) = gateway.annotations(made)
    gateway.delete_annotation(first.id)
    gateway.annotate(made, [])
    (second,) = gateway.annotations(made)
    assert first.unique_id != second.unique_id


def test_a_prediction_is_replaced_without_touching_the_annotation(gateway, project) -> None:
    (made,) = gateway.import_tasks(project, [task("ses-1", to_items(drawn.predicted()))])
    gateway.annotate(made, [])
    (old,) = gateway.predictions(made)
    new = gateway.put_prediction(made, "sonmat", None, [])
    gateway.delete_prediction(old.id)
    gateway.delete_prediction(old.id)
    found = gateway.task(made)
    assert [one.id for one in found.predictions] == [new] and len(found.annotations) == 1
    gateway.update_task(made, {**found.data, "title": "new"})
    assert gateway.task(made).data["title"] == "new"


def test_what_is_gone_is_said_to_be_gone_and_deleting_it_is_no_error(gateway, project) -> None:
    (made,) = gateway.import_tasks(project, [task("ses-1")])
    gateway.delete_task(made)
    gateway.delete_task(made)
    for asked in (
        lambda: gateway.task(made),
        lambda: list(gateway.tasks(987_654)),
        lambda: gateway.project(987_654),
        lambda: gateway.annotate(made, []),
        lambda: gateway.update_task(made, {}),
    ):
        with pytest.raises(LabelStudioOdd, match="not there any more"):
            asked()
    gateway.delete_project(987_654)


def test_a_task_that_lacks_what_its_screen_shows_is_named_by_its_key(gateway, project) -> None:
    with pytest.raises(LabelStudioOdd, match='lacks "video"') as told:
        gateway.import_tasks(project, [{"data": {"session": "ses-1", "title": WORDS}}])
    assert WORDS not in str(told.value)
    assert list(gateway.tasks(project)) == []


@pytest.mark.parametrize(
    "config",
    [
        "<View><Labels",
        "<View><Labels name='a' toName='gone'><Label value='q'/></Labels></View>",
    ],
)
def test_a_screen_that_the_server_refuses_is_one_sentence(gateway, project, config) -> None:
    with pytest.raises(LabelStudioOdd, match="labelling screen"):
        gateway.check_config(config)
    with pytest.raises(LabelStudioOdd, match="labelling screen"):
        gateway.update_config(project, config)
    assert fingerprint(gateway.project(project).config) == fingerprint(CONFIG)


def everything_that_may_fail(connection: Connection) -> Iterator[LabelStudioError]:
    asks = (
        lambda g: g.whoami(), lambda g: g.projects(), lambda g: g.task(1),
        lambda g: list(g.tasks(1)), lambda g: g.import_tasks(1, [task("ses-1")]),
        lambda g: g.put_prediction(1, "sonmat", 0.5, []), lambda g: g.annotate(1, []),
        lambda g: g.delete_task(1), lambda g: g.check_config("<View/>"),
    )  # fmt: skip
    for ask in asks:
        with Gateway(connection) as gateway, pytest.raises(LabelStudioError) as told:
            ask(gateway)
        yield told.value


def test_a_wrong_token_is_refused_everywhere_and_stands_in_no_message_or_log(server, caplog):
    caplog.set_level(logging.DEBUG)
    wrong = "f" * 40
    for error in everything_that_may_fail(Connection(server.url, SecretStr(wrong))):
        assert isinstance(error, LabelStudioRefused), error
        assert_clean(error, caplog, wrong)


def test_a_right_token_stands_in_no_log_either(server, gateway, project, caplog):
    caplog.set_level(logging.DEBUG)
    (made,) = gateway.import_tasks(project, [task("ses-1")])
    with pytest.raises(LabelStudioOdd) as told:
        gateway.task(made + 1000)
    assert_clean(told.value, caplog, server.token.get_secret_value())
    assert server.token.get_secret_value() not in repr(Connection(server.url, server.token))
    said = server.log.read_text(errors="replace")
    assert server.token.get_secret_value() not in said and server.password not in said


def assert_clean(error: BaseException, caplog: pytest.LogCaptureFixture, token: str) -> None:
    """Nor in what a traceback would print: causes carry headers."""
    assert error.__cause__ is None and error.__suppress_context__
    for text in (str(error), repr(error), caplog.text):
        for secret in (token, "sessionid", "csrftoken", "Authorization", WORDS):
            assert secret not in text
    assert str(error).endswith(".") and "\n" not in str(error)


@pytest.mark.parametrize("token", ["", "two words", "line\n", "한글"])
def test_what_cannot_be_a_token_is_refused_before_anything_is_sent(server, token) -> None:
    with pytest.raises(LabelStudioRefused, match="token"):
        Connection(server.url, SecretStr(token))


def test_a_personal_token_works_until_it_expires(server) -> None:
    import jwt

    token = personal_token(server)
    with Gateway(Connection(server.url, SecretStr(token))) as gateway:
        assert gateway.whoami() == USER
    held = jwt.decode(token, options={"verify_signature": False})
    old = jwt.encode({**held, "exp": 1_000_000}, "k" * 32)
    with pytest.raises(LabelStudioRefused, match="expired"):
        Gateway(Connection(server.url, SecretStr(old)))
    forged = jwt.encode(held, "k" * 32)
    with (
        Gateway(Connection(server.url, SecretStr(forged))) as gateway,
        pytest.raises(LabelStudioRefused) as told,
    ):
        gateway.whoami()
    assert forged not in str(told.value)


def personal_token(server: Server) -> str:
    """As somebody makes one on the page of an account."""
    with httpx.Client(base_url=server.url, timeout=30, trust_env=False) as http:
        page = http.get("/user/login/")
        form = {"email": USER, "password": server.password, "csrfmiddlewaretoken": csrf(page.text)}
        http.post("/user/login/", data=form, headers={"Referer": f"{server.url}/user/login/"})
        headers = {"X-CSRFToken": http.cookies["csrftoken"], "Referer": server.url}
        made = http.post("/api/token/", headers=headers)
        assert made.status_code == 201, made.status_code
        return str(made.json()["token"])


def csrf(page: str) -> str:
    return page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]


def test_a_server_that_is_down_is_one_sentence(server) -> None:
    gone = Connection(f"http://127.0.0.1:{free_port()}", server.token, timeout_s=2)
    with Gateway(gone) as gateway, pytest.raises(LabelStudioAway, match="does not answer"):
        gateway.import_tasks(1, [task("ses-1")])


def test_proxies_of_the_environment_see_nothing(server, monkeypatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{free_port()}")
    with server.gateway() as gateway:
        assert gateway.whoami() == USER
