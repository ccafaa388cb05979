"""Cameras are set by hand in the app: what is told, and what the door is asked for."""

from __future__ import annotations

import io

import pytest

from app.pages.parts import cameras
from capture import offsets
from capture.access import OWNER
from capture.ingest import Intake, ingest
from capture.records import audit as audit_records
from capture.records import recordings as recording_records
from capture.records import sessions as records
from capture.sessions import get_session
from capture.site import Site
from capture.sources import Source
from data_schemas.session import Recording, Session
from tests.app import sample
from tests.app.test_pages import labels, page, plain, texts
from tests.capture.sounds import RATE, heard, wav, workshop


@pytest.fixture
def pair(used: Site) -> Session:
    """A second camera that was started 3.217 s after the first."""
    whole = workshop(20.0, 1)
    late = heard(whole[round(3.217 * RATE) :], "thin", 2, 0.2)
    procedure = sample.take_in(used, seconds=1.0).procedure
    files = (wav(heard(whole, "dull", 1)), wav(late))
    sources = tuple(
        Source(f"{n}.wav", lambda data=data: io.BytesIO(data)) for n, data in enumerate(files)
    )
    return ingest(used, OWNER, Intake(sources, procedure.id, "Kim")).session


def second(site: Site, session: Session) -> Recording:
    return get_session(site, OWNER, session.id).recordings[1]


def seconds_key(recording: Recording) -> str:
    return f"seconds-{recording.id}-{recording.offset_s}"


def test_one_camera_needs_no_form(used: Site, playable: sample.Sample) -> None:
    assert "Cameras" not in labels(page("session", session=playable.session.id))


def test_an_offset_is_set_by_hand_and_written_down(used: Site, pair: Session) -> None:
    test = page("session", session=pair.id)
    assert "not found by its sound" in plain(texts(test))
    recording = second(used, pair)
    test.number_input(key=seconds_key(recording)).set_value(-1.5)
    test.button(key=f"set-{recording.id}").click().run()
    assert not test.error and not test.exception
    after = second(used, pair)
    assert (after.offset_s, after.offset_by) == (-1.5, "hand")
    assert "starts 1.50 s before camera 1 — set by hand" in plain(texts(test))
    with used.db() as db:
        rows = [(row.actor, row.action, row.target) for row, _ in audit_records.walk(db)]
    assert ("owner", "amend", pair.id) in rows


def test_it_is_searched_again_and_given_back_to_the_search(used: Site, pair: Session) -> None:
    test = page("session", session=pair.id)
    test.button(key="offsets-search").click().run()
    found = second(used, pair)
    assert found.offset_by == "sound" and found.offset_s == pytest.approx(3.217, abs=0.04)
    assert "found by its sound" in plain(texts(test))
    offsets.set_offsets(used, OWNER, pair.id, {found.id: 9.0})
    test = page("session", session=pair.id)
    assert not any(one.key == "offsets-search" for one in test.button)
    test.button(key=f"back-{found.id}").click().run()
    assert second(used, pair).offset_s == pytest.approx(3.217, abs=0.04)


def test_no_offset_beyond_half_a_day_can_be_typed(used: Site, pair: Session) -> None:
    box = page("session", session=pair.id).number_input(key=seconds_key(second(used, pair)))
    assert (box.min, box.max) == (-offsets.FARTHEST_S, offsets.FARTHEST_S)


def test_an_account_that_may_not_is_told_so_in_one_sentence(
    used: Site, pair: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = page("session", session=pair.id)
    monkeypatch.setattr("capture.permission.ROLE_MAY", {role: frozenset() for role in _roles()})
    test.button(key=f"set-{pair.recordings[1].id}").click().run()
    assert len(test.error) == 1 and second_by(used, pair) == "nobody"


@pytest.mark.parametrize(
    ("tongue", "sure", "told"),
    [
        ("en", 0.95, "found by its sound, and certain"),
        ("en", 0.6, "but look whether it fits"),
        ("ko", 0.95, "소리로 찾음, 확실함"),
        ("ko", 0.6, "맞는지 확인 필요"),
    ],
)
def test_how_sure_the_search_was_is_told_in_words(
    used: Site, pair: Session, tongue: str, sure: float, told: str
) -> None:
    with used.db() as db:
        recording_records.place(db, pair.recordings[1].id, 3.2, "sound", sure)
    shown = plain(texts(page("session", tongue, session=pair.id)))
    assert told in shown and str(sure) not in shown


def test_a_camera_of_an_older_site_says_no_more_than_is_known() -> None:
    old = Recording(
        id="r", session="s", original="o", container="mp4", duration_s=1, has_video=True,
        has_audio=True, offset_s=0.5, offset_by="sound",
    )  # fmt: skip
    assert cameras.told(old).endswith("found by its sound")


def _roles() -> list[object]:
    from data_schemas.rights import Role

    return list(Role)


def second_by(site: Site, session: Session) -> str:
    with site.db() as db:
        return records.get(db, session.id).recordings[1].offset_by
