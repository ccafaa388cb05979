"""A card becomes sessions: through the doors, with real files, and whatever else lies on it."""

import hashlib
import os
import threading
from datetime import UTC, datetime, timedelta

import pytest

from capture import artifacts, cards
from capture.access import NOBODY, OWNER
from capture.card_files import MOST_FILES, facts_of, look, open_under, source_of
from capture.cards import Wanted, arrange, scan, take_in
from capture.ingest import Intake, ingest
from capture.offsets import find_offsets
from capture.sessions import get_session, list_sessions
from capture.sources import Source
from data_schemas.errors import Denied, InputError, MediaError, SonmatError, StorageFull
from pipelines.withdraw import withdraw
from tests.capture.clips import Recipe, clip
from tests.capture.sounds import RATE, camera, heard, wav, workshop
from tests.conftest import source

MORNING = datetime(2026, 11, 24, 10, 15, tzinfo=UTC)
WHOLE = workshop(46.0, 1)


def began(seconds):
    return (MORNING + timedelta(seconds=seconds)).isoformat()


def put(folder, path, data):
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def cut(sound, start_s, end_s):
    return sound[round(start_s * RATE) : round(end_s * RATE)]


@pytest.fixture(scope="module")
def job():
    """One job: a camera in two chapters, another with its clock nine hours off, a recorder."""
    front, side = heard(WHOLE, "plain", 1), heard(WHOLE, "thin", 2, 0.3)
    return {
        "front/DCIM/100GOPRO/GX010007.MP4": camera(cut(front, 0, 20), began(0)),
        "front/DCIM/100GOPRO/GX020007.MP4": camera(cut(front, 20, 40), began(0)),
        "side/PRIVATE/M4ROOT/CLIP/C0001.MP4": camera(cut(side, 3.2, 46), began(9 * 3600)),
        "ZOOM0001.WAV": wav(cut(heard(WHOLE, "dull", 3), 1, 45)),
    }


@pytest.fixture
def card(tmp_path, job):
    """The job, two hours later another take, and what else lies on cards."""
    folder = tmp_path / "card"
    for path, data in job.items():
        put(folder, path, data)
    put(folder, "front/DCIM/100GOPRO/GX010008.MP4", camera(workshop(9.0, 5), began(7200)))
    put(folder, "front/DCIM/100GOPRO/GL010007.LRV", b"small copy")
    put(folder, "side/PRIVATE/M4ROOT/SUB/C0001S03.MP4", job["ZOOM0001.WAV"])
    put(folder, "side/PRIVATE/M4ROOT/CLIP/C0001M01.XML", b"<xml/>")
    put(folder, ".Trashes/GX010001.MP4", job["ZOOM0001.WAV"])
    put(folder, "._GX010007.MP4", b"\0\5\x16\7")
    put(folder, "PRIVATE/AVCHD/BDMV/STREAM/00000.MTS", b"G" * 200)
    put(folder, "read me.pdf", b"%PDF")
    return folder


@pytest.fixture
def wanted(procedure):
    return Wanted(Intake((), procedure.id, "Kim"))


def content(folder):
    return {str(p): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_cameras_chapters_and_a_recorder_become_one_session_by_sound(site, card, job, wanted):
    before = content(card)
    plan = scan(site, OWNER, card)
    work = next(one for one in plan.sessions if len(one.cameras) == 3)
    assert len(plan.sessions) == 2 and work.sure
    place = {one.path: one for one in work.files}
    assert set(place) == set(job)
    zero = place["side/PRIVATE/M4ROOT/CLIP/C0001.MP4"]  # it filmed most
    front, second = (place[f"front/DCIM/100GOPRO/GX0{n}0007.MP4"] for n in (1, 2))
    assert zero.offset_s == 0.0
    assert front.offset_s == pytest.approx(-3.2, abs=0.04) and front.offset_by == "sound"
    assert second.offset_s == pytest.approx(16.8, abs=0.06) and second.offset_by == "clock"
    assert place["ZOOM0001.WAV"].offset_s == pytest.approx(-2.2, abs=0.04)
    assert [one.path for one in plan.refused] == ["PRIVATE/AVCHD/BDMV/STREAM/00000.MTS"]
    assert "AVCHD" in plan.refused[0].reason and plan.skipped == ("read me.pdf",)
    assert list_sessions(site, OWNER) == ()

    taken = take_in(site, OWNER, card, work, wanted)
    assert {one.path: one.sha256 for one in taken.files} == {
        path: hashlib.sha256(data).hexdigest() for path, data in job.items()
    }
    kept = get_session(site, OWNER, taken.session.id)
    assert [(r.offset_s, r.offset_by) for r in kept.recordings] == [
        (f.offset_s, f.offset_by) for f in work.files
    ]
    assert kept.unplaced == ()
    found = find_offsets(site, OWNER, kept.id)
    assert [p.offset_s for p in found] == pytest.approx([f.offset_s for f in work.files], abs=0.04)
    assert content(card) == before, "the card is only read"


def test_what_is_here_is_known_in_any_grouping_and_under_any_name(site, card, job, wanted):
    front = "front/DCIM/100GOPRO/GX010007.MP4"
    first = ingest(site, OWNER, Intake((source(job[front]),), wanted.intake.procedure, "Lee"))
    group = next(one for one in scan(site, OWNER, card).sessions if len(one.cameras) == 3)
    taken = take_in(site, OWNER, card, group, wanted)
    known = {one.path: one.known_in for one in taken.files}
    assert known[front] == first.session.number and set(known.values()) == {1, None}
    assert len(taken.session.recordings) == 3 and taken.session.recordings[0].offset_s == 0.0
    again = take_in(site, OWNER, card, group, wanted)
    assert again.session is None
    assert [one.known_in for one in again.files if one.path != front] == [2, 2, 2]
    os.rename(card / front, card / "copy.mp4")
    moved = next(one for one in scan(site, OWNER, card).sessions if "copy.mp4" in str(one.files))
    assert take_in(site, OWNER, card, moved, wanted).session is None
    assert len(list_sessions(site, OWNER)) == 2


def test_one_file_copied_twice_is_kept_once(site, tmp_path, take, wanted):
    put(tmp_path, "card/a.mp4", take)
    put(tmp_path, "card/b.mp4", take)
    groups = scan(site, OWNER, tmp_path / "card").sessions
    files = [f for g in groups for f in take_in(site, OWNER, tmp_path / "card", g, wanted).files]
    assert sorted((f.path, f.known_in) for f in files) == [("a.mp4", None), ("b.mp4", 1)]


def test_after_withdrawal_the_bytes_are_new_again(site, tmp_path, take, wanted):
    put(tmp_path, "card/a.mp4", take)
    (group,) = scan(site, OWNER, tmp_path / "card").sessions
    first = take_in(site, OWNER, tmp_path / "card", group, wanted)
    withdraw(site, OWNER, first.session.id)
    second = take_in(site, OWNER, tmp_path / "card", group, wanted)
    assert second.session is not None and second.files[0].known_in is None


def test_an_import_that_broke_off_goes_on(site, card, wanted, monkeypatch):
    """The disk is full in the middle of the second session: the first stays whole."""
    plan = scan(site, OWNER, card)
    small, large = sorted(plan.sessions, key=lambda one: len(one.files))
    take_in(site, OWNER, card, small, wanted)
    create, calls = site.vault.create, []

    def filling(scope, artifact):
        calls.append(artifact)
        if len(calls) == 3:
            raise StorageFull("no room is left")
        return create(scope, artifact)

    monkeypatch.setattr(site.vault, "create", filling)
    with pytest.raises(SonmatError):
        take_in(site, OWNER, card, large, wanted)
    monkeypatch.undo()
    assert len(list_sessions(site, OWNER)) == 1
    again = [take_in(site, OWNER, card, group, wanted) for group in (small, large)]
    assert again[0].session is None and again[1].session.number == 2
    assert all(one.known_in is None for one in again[1].files)


def test_a_second_reading_that_differs_keeps_nothing(site, card, wanted, monkeypatch):
    plan = scan(site, OWNER, card)
    group = min(plan.sessions, key=lambda one: len(one.files))
    verifying = Wanted(wanted.intake, verify=True)
    right = take_in(site, OWNER, card, group, verifying)
    assert all(one.verified for one in right.files)

    def failing(folder, path):
        # What a failing card reader does: the same file, other bytes.
        file = folder / path
        data = bytearray(file.read_bytes())
        data[-1] ^= 1
        file.write_bytes(data)
        return open_under(folder, path)

    other = max(plan.sessions, key=lambda one: len(one.files))
    monkeypatch.setattr(cards, "open_under", failing)
    with pytest.raises(MediaError, match="reads differently the second time"):
        take_in(site, OWNER, card, other, verifying)
    assert len(list_sessions(site, OWNER)) == 1


def test_a_file_that_changes_between_two_readings_is_refused(site, procedure, tmp_path, take):
    file = put(tmp_path, "a.mp4", take)
    reads = []

    def opened():
        reads.append(1)
        if len(reads) == 4:  # looked at, measured, digested, and now sealed
            file.write_bytes(clip(Recipe(ticks=60)))
        return file.open("rb")

    grown = Source("a.mp4", opened)
    with pytest.raises(MediaError, match="changed while it was read"):
        ingest(site, OWNER, Intake((grown,), procedure.id, "Kim"))
    assert list_sessions(site, OWNER) == ()


def test_where_a_folder_vanishes_in_the_middle_one_sentence_is_said(site, card, wanted, tmp_path):
    group = max(scan(site, OWNER, card).sessions, key=lambda one: len(one.files))
    card.rename(tmp_path / "taken out")
    with pytest.raises(MediaError, match="cannot be read"):
        take_in(site, OWNER, card, group, wanted)
    with pytest.raises(InputError, match="card cannot be read"):
        scan(site, OWNER, card)
    assert list_sessions(site, OWNER) == ()


def test_links_pipes_and_loops_are_passed_over(site, tmp_path, take, wanted):
    folder, secret = tmp_path / "card", put(tmp_path, "secret/private.mp4", take)
    put(folder, "a.mp4", clip(Recipe(ticks=60)))
    (folder / "link.mp4").symlink_to(secret)
    (folder / "round").symlink_to(folder)
    (folder / "away").symlink_to(secret.parent)
    os.mkfifo(folder / "pipe.mp4")
    plan = scan(site, OWNER, folder)
    assert [f.path for s in plan.sessions for f in s.files] == ["a.mp4"]
    for path in ("link.mp4", "away/private.mp4", "round/a.mp4", "../secret/private.mp4",
                 str(secret), "", "pipe.mp4"):  # fmt: skip
        with pytest.raises(OSError):
            open_under(folder, path)
    # A plan that names them all the same gets nothing, either.
    (group,) = plan.sessions
    for path in ("../secret/private.mp4", "link.mp4", "away/private.mp4", str(secret)):
        forged = group.cameras[0].files[0].model_copy(update={"path": path})
        camera_ = group.cameras[0].model_copy(update={"files": (forged,)})
        with pytest.raises(MediaError):
            take_in(site, OWNER, folder, group.model_copy(update={"cameras": (camera_,)}), wanted)
    assert list_sessions(site, OWNER) == ()


@pytest.mark.parametrize(
    "data",
    [
        b"", b"this is only text", b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile other.mp4\n", b"PK\x03\x04" + bytes(100),
    ],
)  # fmt: skip
def test_hostile_files_are_refused_by_name_and_the_others_are_not(site, tmp_path, take, data):
    put(tmp_path, "card/bad.mp4", data)
    put(tmp_path, "card/good.mp4", take)
    plan = scan(site, OWNER, tmp_path / "card")
    assert [f.path for s in plan.sessions for f in s.files] == ["good.mp4"]
    assert [one.path for one in plan.refused] == ["bad.mp4"]
    assert plan.refused[0].reason.startswith("bad.mp4: ") and "\n" not in plan.refused[0].reason


def test_a_cut_file_and_one_that_may_not_be_read_are_refused(site, tmp_path, take, monkeypatch):
    put(tmp_path, "card/half.mp4", take[: len(take) // 2])
    closed = put(tmp_path, "card/closed.mp4", take)

    def refusing(folder, path):
        if path == closed.name:
            raise PermissionError(13, "Permission denied")
        return open_under(folder, path)

    monkeypatch.setattr("capture.card_files.open_under", refusing)
    plan = scan(site, OWNER, tmp_path / "card")
    assert plan.sessions == ()
    assert [one.path for one in plan.refused] == ["closed.mp4", "half.mp4"]
    assert plan.refused[0].reason == "closed.mp4 cannot be read: Permission denied."


def test_a_name_that_is_no_text_is_passed_over(tmp_path, take):
    put(tmp_path, "a.mp4", take)
    with open(os.fsencode(tmp_path) + b"/\xff\xfe.mp4", "wb") as file:
        file.write(take)
    put(tmp_path, "b\n.mp4", take)
    assert look(tmp_path).recordings == ("a.mp4",)


def test_a_folder_that_holds_too_much_or_lies_too_deep_is_refused(tmp_path):
    for number in range(MOST_FILES + 1):
        (tmp_path / f"{number}.mp4").touch()
    with pytest.raises(InputError, match="more than 2000"):
        look(tmp_path)
    put(tmp_path, "deep/" + "a/" * 20 + "x.mp4", b"x")
    assert look(tmp_path / "deep").recordings == ()


@pytest.mark.parametrize(
    ("tags", "at"),
    [
        ({"creation_time": "2026-11-24T10:15:00Z"}, MORNING),
        ({"creation_time": "2026-11-24T19:15:00+09:00"}, MORNING),
        ({"creation_time": "not a time"}, None),
    ],
)
def test_the_container_tells_when_it_began(tmp_path, tags, at):
    data = camera(workshop(3.0, 1), tags["creation_time"])
    facts = facts_of(source(data, "C0001.MP4"))
    assert facts.starts_s == (at.timestamp() if at else None)
    assert facts.length_s == pytest.approx(3.0, abs=0.01)


def test_the_date_of_a_file_is_when_it_ended(tmp_path):
    file = put(tmp_path, "x.wav", wav(workshop(3.0, 1)))
    facts = facts_of(source_of(tmp_path, file.name), date_s=1000.0)
    assert (facts.starts_s, facts.clock) == (pytest.approx(997.0), "file")


def test_files_that_somebody_says_are_one_session_are_put_in_order(site, job, take):
    """As they come through the browser: in any order, chapters and cameras, and one unrelated."""
    names = sorted(job, reverse=True)
    several = tuple(source(job[name], name.rpartition("/")[2]) for name in names)
    placed = arrange(site, OWNER, (*several, source(take, "other.mp4")))
    assert [one.name for one in placed] == [
        "C0001.MP4", "GX010007.MP4", "GX020007.MP4", "ZOOM0001.WAV", "other.mp4",
    ]  # fmt: skip
    assert placed[2].place.offset_s == pytest.approx(16.8, abs=0.06)
    assert (placed[4].place.offset_s, placed[4].place.offset_by) == (0.0, "nobody")
    with pytest.raises(MediaError, match=r"bad\.mp4"):
        arrange(site, OWNER, (*several, source(b"text", "bad.mp4")))


def test_two_imports_at_once_make_one_session(site, tmp_path, take, wanted):
    put(tmp_path, "card/a.mp4", take)
    (group,) = scan(site, OWNER, tmp_path / "card").sessions
    found = []
    threads = [
        threading.Thread(
            target=lambda: found.append(take_in(site, OWNER, tmp_path / "card", group, wanted))
        )
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list_sessions(site, OWNER)) == 1 and len(found) == 2
    assert sum(one.session is not None for one in found) == 1


def test_who_may_not_record_sees_nothing_of_the_folder(site, card):
    for act in (
        lambda: scan(site, NOBODY, card),
        lambda: arrange(site, NOBODY, (source(b"x"), source(b"y"))),
    ):
        with pytest.raises(Denied):
            act()


def test_the_hashes_shown_are_kept_nowhere(site, card, wanted, job):
    group = max(scan(site, OWNER, card).sessions, key=lambda one: len(one.files))
    taken = take_in(site, OWNER, card, group, wanted)
    site.close()
    kept = b"".join(p.read_bytes() for p in site.settings.folder.rglob("*") if p.is_file())
    for one in taken.files:
        assert one.sha256.encode() not in kept and bytes.fromhex(one.sha256) not in kept
    with artifacts.open_bytes(site, taken.session.recordings[0].original) as file:
        assert hashlib.sha256(file.read()).hexdigest() == taken.files[0].sha256
