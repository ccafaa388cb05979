"""The line to what is no Label Studio, another one, or one in trouble: one sentence each."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pydantic import SecretStr

from app.checks.labelstudio import server
from capture.settings import Settings
from data_schemas.errors import (
    LabelStudioAway,
    LabelStudioOdd,
    LabelStudioRefused,
    NeedsSoftware,
)
from pipelines.labelstudio.gateway import Gateway
from pipelines.labelstudio.problems import refusal
from pipelines.labelstudio.remote import Connection
from pipelines.labelstudio.trial import is_supported

TOKEN = SecretStr("0123456789" * 4)
COOKIE = "sessionid=stolen"
WORDS = "only-said-here"


@contextmanager
def answering(status: int, body: str, kind: str = "application/json") -> Iterator[str]:
    """A web server that says the same to everything."""

    class Handler(BaseHTTPRequestHandler):
        def _say(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            data = body.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Set-Cookie", COOKIE)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_DELETE = do_PATCH = _say

        def log_message(self, *_: object) -> None:
            """Nothing."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{httpd.server_port}"
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


ASKS = (
    lambda g: g.whoami(), lambda g: g.version(), lambda g: g.project(1), lambda g: g.projects(),
    lambda g: g.task(1), lambda g: list(g.tasks(1)), lambda g: g.predictions(1),
    lambda g: g.annotations(1), lambda g: g.import_tasks(1, [{"data": {"title": WORDS}}]),
    lambda g: g.put_prediction(1, "m", None, []),
    lambda g: g.create_project("abc", "<View/>", annotators=1, model_version="m"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, "<html>a router's page</html>", "text/html"),
        (200, '{"what": "else"}', "application/json"),
        (200, "[1, 2]", "application/json"),
        (200, "null", "application/json"),
        (302, "", "text/html"),
    ],
)
def test_what_is_no_label_studio_is_said_to_be_none(status, body, kind):
    with answering(status, body, kind) as url, Gateway(Connection(url, TOKEN)) as gateway:
        for ask in ASKS:
            with pytest.raises(LabelStudioOdd) as told:
                ask(gateway)
            assert_clean(told.value)


@pytest.mark.parametrize(("status", "kind"), [(500, LabelStudioAway), (403, LabelStudioRefused)])
def test_what_a_server_in_trouble_says_is_not_passed_on(status, kind):
    body = f'{{"detail": "{WORDS} {TOKEN.get_secret_value()}"}}'
    with answering(status, body) as url:
        for ask in (ASKS[8], ASKS[9]):  # not tried again, so that this is quick
            with Gateway(Connection(url, TOKEN)) as gateway, pytest.raises(kind) as told:
                ask(gateway)
            assert_clean(told.value)


def assert_clean(error: Exception) -> None:
    assert error.__cause__ is None and error.__suppress_context__
    assert str(error).endswith(".") and "\n" not in str(error)
    for secret in (TOKEN.get_secret_value(), "sessionid", WORDS, "router"):
        assert secret not in str(error)


def test_another_version_is_found_before_anything_is_sent(tmp_path):
    version = '{"release": "1.24.0", "edition": "Community"}'
    settings = Settings(data=tmp_path / "d", site_key_file=tmp_path / "k")
    with answering(200, version) as url, Gateway(Connection(url, TOKEN)) as gateway:
        first = next(iter(server(gateway, settings)))
    assert (first.grade, first.found) == ("fail", "1.24.0") and "1.23" in first.mend
    assert [is_supported(one) for one in ("1.23", "1.23.2", "1.230.1", "1.2", "", "2.1.23")] == [
        True, True, False, False, False, False,
    ]  # fmt: skip


def test_without_the_client_the_command_that_gets_it_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "label_studio_sdk", None)
    with pytest.raises(NeedsSoftware, match="pip install"):
        Gateway(Connection("http://127.0.0.1:1", TOKEN))


def test_nothing_of_the_client_is_imported_before_it_is_asked():
    import subprocess

    code = (
        "import sys, pipelines.labelstudio.gateway, app.cli.labelstudio, app.checks.labelstudio;"
        "print([one for one in ('label_studio_sdk', 'pandas', 'nltk') if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.parametrize("body", [None, "x", {"detail": WORDS}, [WORDS], {"a": [{"b": WORDS}]}])
@pytest.mark.parametrize("status", [None, 200, 204, 302, 400, 401, 403, 404, 409, 429, 500, 503])
def test_every_answer_has_a_sentence_without_its_words(status, body):
    told = str(refusal("http://127.0.0.1:1/", "list its projects", status, body))
    assert WORDS not in told and told.endswith(".") and told.count("\n") == 0
