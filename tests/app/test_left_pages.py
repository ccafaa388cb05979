"""A page that was left is not drawn after the next one, which it would empty."""

import pytest
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

from app import left_pages


class Visit:
    """What of a visit is asked: which parts there are to be drawn again."""

    def __init__(self) -> None:
        self._fragment_storage = MemoryFragmentStorage()
        self._fragment_storage.register("here", lambda: None)
        self.run: list[RerunData] = []


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Visit:
    monkeypatch.setattr(ScriptRunner, "_run_script", lambda self, asked: self.run.append(asked))
    left_pages.leave_them()
    return Visit()


@pytest.mark.parametrize("parts", [[], ["here"], ["gone", "here"]])
def test_pages_and_parts_that_are_there_are_drawn(visit: Visit, parts: list[str]) -> None:
    asked = RerunData(fragment_id_queue=parts, is_auto_rerun=True)
    ScriptRunner._run_script(visit, asked)
    assert visit.run == [asked]


def test_a_part_of_a_page_that_was_left_is_not(visit: Visit) -> None:
    ScriptRunner._run_script(visit, RerunData(fragment_id_queue=["gone"], page_script_hash="old"))
    assert visit.run == []


def test_it_is_done_once(visit: Visit) -> None:
    before = ScriptRunner._run_script
    left_pages.leave_them()
    assert ScriptRunner._run_script is before
