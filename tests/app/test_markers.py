"""What was marked stands on the time line, on the clock of what is played."""

from __future__ import annotations

from app import catalogue
from app.plain import MARKED
from app.scene import Clocks, Shown, scene
from capture import sessions
from capture.access import OWNER
from capture.site import Site
from data_schemas.clock import TimeMap
from data_schemas.marks import Mark, MarkKind
from tests.app import sample


def shown(site: Site, clocks: Clocks, *markers: tuple[str, Mark]) -> Shown:
    made = sample.take_in(site, seconds=1.0)
    return Shown(
        recording=made.session.recordings[0],
        procedure=made.procedure,
        clocks=clocks,
        heard=made.recording,
        markers=markers,
    )


def mark(at_s: float, kind: MarkKind = "key", text: str = "") -> Mark:
    return Mark(at_s=at_s, kind=kind, text=text)


def test_where_nothing_was_marked_there_is_no_line(used: Site) -> None:
    assert scene(shown(used, Clocks("a")), "/x")["markers"] is None


def test_marks_of_all_cameras_stand_on_one_clock_and_none_twice(used: Site) -> None:
    clocks = Clocks("a", {"a": 0.0, "b": 2.0}, TimeMap.identity())
    drawn = scene(
        shown(
            used, clocks, ("a", mark(65.0, "claps")), ("b", mark(63.1, "claps")),
            ("b", mark(1.0, "word", "표시")), ("a", mark(3.1, "key")),
        ),
        "/x",
    )["markers"]  # fmt: skip
    assert drawn["name"] == "Marker"
    assert [(one["at"], one["title"]) for one in drawn["marks"]] == [
        (3.0, "0:03 Marker word said · “표시”"),
        (3.1, "0:03 Marker set by key"),
        (65.0, "1:05 Marker: two claps"),
    ]


def test_every_kind_has_a_word_in_korean() -> None:
    assert catalogue.load("ko").gettext("Marker") == "표시"
    assert all(catalogue.load("ko").gettext(text) != text for text in MARKED.values())


def test_the_demo_sample_has_none(used: Site) -> None:
    made = sample.processed(used)
    assert sessions.marks(used, OWNER, made.session.id, made.recording).marks == ()
