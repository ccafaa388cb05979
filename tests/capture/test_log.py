"""What a process writes while it runs: events of ours, and nothing that anybody could quote."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capture import log
from tests.conftest import ROOT

SECRET = "Kim Cheolsu said mirror"
# Each line is one way in which a library, or a mistake of ours, could say a word too much.
ATTACKS = """
import asyncio, gc, logging, sys, threading, warnings
SECRET = sys.argv[2]
early = logging.getLogger("early.library")
early.addHandler(logging.StreamHandler())
early.propagate = False
from streamlit.logger import get_logger, update_formatter
shown = get_logger("streamlit.early")
from capture import log
log.install(sys.argv[1])

def raised(text=SECRET):
    secret_local = SECRET
    raise ValueError(text)

def caught(say):
    try:
        raised()
    except ValueError as error:
        say(error)

import os
kept = os.dup(2); nowhere = os.open(os.devnull, os.O_WRONLY); os.dup2(nowhere, 2)
log.say("worker.started", count=7)
os.dup2(kept, 2)
logging.error("said: %s", SECRET)
logging.getLogger("torch").warning(SECRET)
logging.getLogger(SECRET).error("x")
logging.getLogger("os." + SECRET).error("x")
logging.getLogger("capture.log").error("x", extra={"who": SECRET, "event": SECRET})
logging.error("x", stack_info=True)
logging.addLevelName(45, SECRET); logging.log(45, SECRET)
caught(lambda e: logging.exception(SECRET))
caught(lambda e: logging.error("%r", e, exc_info=True))
caught(lambda e: early.exception(SECRET))
late = logging.getLogger("late.library")
handler = logging.StreamHandler(); handler.setFormatter(logging.Formatter("%(who)s %(message)s"))
late.addHandler(handler); late.propagate = False
late.error(SECRET, extra={"who": SECRET})
caught(lambda e: shown.error(SECRET, exc_info=e)); update_formatter(); shown.error(SECRET)
get_logger("streamlit.late").error(SECRET)
import uvicorn
logging.getLogger("uvicorn.error").error("Exception in the app", exc_info=ValueError(SECRET))
warnings.warn(SECRET)
caught(lambda e: log.say("stage.failed", error=e, stage=SECRET, session=SECRET, note=SECRET))
log.say("stage.done", stage="align", session="ses-0123456789abcdef", seconds=1.5, path="/home/kim")
caught(lambda e: log.say("x", kind=type(SECRET, (ValueError,), {})))
try:
    raise type(SECRET, (ValueError,), {})(SECRET)
except ValueError:
    logging.exception("x")
thread = threading.Thread(target=raised, name=SECRET); thread.start(); thread.join()
class Loud:
    def __del__(self):
        raise ValueError(SECRET)
Loud(); gc.collect()
async def forgotten():
    task = asyncio.ensure_future(asyncio.sleep(0)); await task
    asyncio.get_running_loop().call_exception_handler(
        {"message": SECRET, "exception": ValueError(SECRET), "task": SECRET})
asyncio.run(forgotten())
space = {"__name__": "app." + SECRET, "SECRET": SECRET}
try:
    exec(compile("def f():\\n raise ValueError(SECRET)\\nf()", SECRET, "exec"), space)
except ValueError as error:
    log.say("x", error=error)
raised()
"""


@pytest.fixture(scope="module", params=["json", "text"])
def written(request) -> tuple[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", ATTACKS, request.param, SECRET],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 1 and done.stdout == ""
    return request.param, done.stderr


def test_no_way_of_saying_a_word_too_much_gets_through(written):
    _form, text = written
    assert len(text.splitlines()) >= 25
    for word in (*SECRET.split(), "mirror", "/home/kim", "secret_local"):
        assert word not in text


def test_every_line_is_one_object_with_known_names(written):
    form, text = written
    if form == "text":
        assert all(line[:4].isdigit() for line in text.splitlines())
        return
    known = {"at", "level", "event", "logger", "where", *log.FIELDS}
    lines = [json.loads(line) for line in text.splitlines()]
    assert all(set(line) <= known for line in lines)
    assert {line["level"] for line in lines} <= {"error", "warning", "info"}
    (done,) = [line for line in lines if line["event"] == "stage.done"]
    assert (done["stage"], done["session"], done["seconds"]) == (
        "align", "ses-0123456789abcdef", 1.5,
    )  # fmt: skip
    # Said while a library's way to standard error was shut, as for mediapipe's start.
    assert [line["count"] for line in lines if line["event"] == "worker.started"] == [7]
    failed = next(line for line in lines if line["event"] == "stage.failed")
    assert (failed["kind"], failed["stage"], failed["session"]) == ("ValueError", "?", "?")
    loggers = {line["logger"] for line in lines if line["event"] == "library"}
    assert {"root", "uvicorn.error", "streamlit.late", "py.warnings", "other"} <= loggers
    kinds = [line.get("kind") for line in lines if line["event"] == "uncaught"]
    assert kinds == ["ValueError"] * 3


def test_where_it_happened_in_our_own_code_is_told_and_nobody_elses(monkeypatch):
    said = []
    monkeypatch.setattr(log, "_installed", True)
    monkeypatch.setattr(
        log.logging.getLogger(log.OWN), "log", lambda _level, event: said.append(event)
    )
    with pytest.raises(json.JSONDecodeError), log.Timed("stage", stage="align"):
        json.loads("{")
    with pytest.raises(KeyError), log.Timed("stage", stage="align"):
        log._kept("nobody", 1)
    first, second = said
    assert first.where == ()
    assert second.name == "stage.failed" and second.fields["kind"] == "KeyError"
    (place,) = second.where
    assert place.startswith("capture.log:")


@settings(max_examples=50)
@given(st.sampled_from(sorted(log.FIELDS)), st.text() | st.integers() | st.binary() | st.none())
def test_a_field_holds_its_own_form_or_a_question_mark(name, value):
    kept = log._kept(name, value)
    assert kept == log.UNFIT or kept == value
    if isinstance(value, str) and kept == value and value != log.UNFIT:
        assert log._ID.fullmatch(value) or log._WORD.fullmatch(value)


def test_before_it_is_installed_nothing_is_written(capsys):
    log.say("stage.done", stage="align")
    assert capsys.readouterr() == ("", "")
