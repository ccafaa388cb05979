"""A recording that arrives while it is made: in order, sealed, bounded, and never closed twice."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from capture import artifacts, closing, consent, offsets, sessions, takes, upload
from capture.access import NOBODY, OWNER
from capture.closing import Whole
from capture.media import Media
from capture.opening import Opening, add_recording, open_session
from capture.proxy import make_proxy
from capture.records import audit as audit_records
from capture.records import takes as records
from capture.settings import Settings
from capture.site import Site
from capture.sources import Place
from capture.takes import Start
from data_schemas.artifact import Kind
from data_schemas.errors import (
    Denied,
    InputError,
    MediaError,
    StaleEntry,
    UnknownError,
)
from data_schemas.marks import Mark
from data_schemas.rights import Actor, Consent, Role
from pipelines.withdraw import withdraw
from tests.capture.clips import Recipe, clip
from tests.conftest import source

OTHER = Actor(id="other", roles=frozenset({Role.INTERVIEWER}))
TONE = ((0.0, 4.0),)
LIVE = (("live", "1"), ("cluster_time_limit", "1000"))


@pytest.fixture(scope="session")
def webm() -> bytes:
    """As a browser records: no length, no index, clusters of unknown size."""
    frames = tuple(i / 10 for i in range(40))
    recipe = Recipe("webm", "libvpx", "libopus", fps=10, times_s=frames, tone_s=TONE, options=LIVE)
    return _unsized(clip(recipe))


def _unsized(data: bytes) -> bytes:
    """The same with clusters of unknown size, as Chromium's muxer leaves them."""
    out, at = bytearray(data), 0
    while (at := data.find(b"\x1fC\xb6u", at) + 4) > 3:
        width = 9 - data[at].bit_length()
        out[at : at + width] = ((1 << (7 * width + 1)) - 1).to_bytes(width, "big")
    return bytes(out)


@pytest.fixture
def planned(site, procedure):
    return open_session(site, OWNER, Opening(procedure.id, "Kim")).id


def start(site, number=1, device=1, ago_s=0.0, for_s=None, **more) -> Start:
    at = site.now() - timedelta(seconds=ago_s)
    over = None if for_s is None else at + timedelta(seconds=for_s)
    return Start(f"stm-{number:016x}", f"dev-{device:016x}", at, over, **more)


def whole(data: bytes, length_s: float = 4.0) -> Whole:
    return Whole(len(data), hashlib.sha256(data).hexdigest(), length_s)


def begun(site, session, **more) -> str:
    return takes.begin(site, OWNER, session, start(site, **more)).id


def sent(site, session, data, **more) -> str:
    stream = begun(site, session, **more)
    for at in range(0, len(data), 5000):
        takes.append(site, OWNER, session, stream, at, data[at : at + 5000])
    return stream


def silent(site, stream, hours=0.0, minutes=0.0):
    """As if nothing had come of it for so long."""
    with site.db() as db:
        records.touch(db, stream, site.now() - timedelta(hours=hours, minutes=minutes))


def kept(site, recording) -> bytes:
    with artifacts.open_bytes(site, recording.original) as file:
        return file.read()


def test_what_was_recorded_is_kept_byte_for_byte_with_its_marks(site, planned, webm):
    stream = sent(site, planned, webm)
    takes.mark(site, OWNER, planned, stream, {1: Mark(at_s=2.5, kind="pedal")})
    both = {0: Mark(at_s=0.5, kind="key"), 1: Mark(at_s=2.5, kind="pedal")}
    takes.mark(site, OWNER, planned, stream, both)
    done = closing.finish(site, OWNER, planned, stream, whole(webm))
    assert kept(site, done) == webm
    assert (done.take, done.offset_s, done.offset_by) == (1, 0.0, "clock")
    assert done.duration_s == pytest.approx(4.0, abs=0.1)
    marks = sessions.marks(site, OWNER, planned, done.id).marks
    assert [(one.at_s, one.kind) for one in marks] == [(0.5, "key"), (2.5, "pedal")]
    assert takes.unfinished(site, OWNER, planned) == ()
    assert sessions.want(site, OWNER, planned) == 1


def test_finishing_again_is_the_same_recording(site, planned, webm):
    stream = sent(site, planned, webm)
    first = closing.finish(site, OWNER, planned, stream, whole(webm))
    assert closing.finish(site, OWNER, planned, stream, whole(webm)) == first
    assert closing.settle(site, OWNER, planned, stream) == first
    assert len(sessions.get_session(site, OWNER, planned).recordings) == 1
    with pytest.raises(StaleEntry, match="finished"):
        takes.append(site, OWNER, planned, stream, len(webm), b"x")


def test_the_parts_are_destroyed_once_they_are_a_recording(site, planned, webm):
    stream = sent(site, planned, webm)
    closing.finish(site, OWNER, planned, stream, whole(webm))
    scope = artifacts.session_scope(planned)
    assert site.vault.exists(scope, takes.part_name(stream, 0))
    closing.tidy(site)
    assert not site.vault.exists(scope, takes.part_name(stream, 0))
    assert closing.finish(site, OWNER, planned, stream, whole(webm)).take == 1


def test_missing_bytes_are_asked_for(site, planned, webm):
    stream = sent(site, planned, webm[:-7])
    with pytest.raises(StaleEntry, match=f"7 bytes are missing.*byte {len(webm) - 7} on"):
        closing.finish(site, OWNER, planned, stream, whole(webm))
    takes.append(site, OWNER, planned, stream, len(webm) - 7, webm[-7:])
    assert kept(site, closing.finish(site, OWNER, planned, stream, whole(webm))) == webm


@pytest.mark.parametrize("wrong", ["other bytes", "too many", "no checksum"])
def test_what_does_not_fit_is_refused_and_nothing_is_thrown_away(site, planned, webm, wrong):
    stream = sent(site, planned, webm)
    said = whole(webm)
    if wrong == "other bytes":
        said = Whole(said.size, hashlib.sha256(b"x").hexdigest(), 4.0)
    elif wrong == "too many":
        said = whole(webm[:-1])
    else:
        said = Whole(said.size, "../../etc", 4.0)
    with pytest.raises(InputError):
        closing.finish(site, OWNER, planned, stream, said)
    assert sessions.get_session(site, OWNER, planned).recordings == ()
    assert takes.received(site, OWNER, planned, stream).size == len(webm)
    assert kept(site, closing.finish(site, OWNER, planned, stream, whole(webm))) == webm


def test_parts_come_in_order(site, planned):
    stream = begun(site, planned)
    takes.append(site, OWNER, planned, stream, 0, b"abc")
    for offset in (0, 2, 7):
        with pytest.raises(StaleEntry, match="3 bytes have arrived"):
            takes.append(site, OWNER, planned, stream, offset, b"xyz")
    assert takes.append(site, OWNER, planned, stream, 3, b"de") == 5


def test_the_same_part_sent_twice_at_once_is_there_once(site, planned):
    """A device that lost patience asks again while its first request is still being sealed."""
    stream = begun(site, planned)

    def send(at):
        with suppress(StaleEntry):
            takes.append(site, OWNER, planned, stream, at, bytes([at]) * 7)

    with ThreadPoolExecutor(4) as pool:
        for at in range(0, 70, 7):
            list(pool.map(send, [at] * 4))
    found = takes.received(site, OWNER, planned, stream)
    with takes.reader(site, found)() as file:
        assert file.read() == b"".join(bytes([at]) * 7 for at in range(0, 70, 7))


@hypothesis_settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cuts=st.lists(st.integers(1, 4999), max_size=8),
    fates=st.lists(st.sampled_from(["fine", "lost", "answer lost", "early", "late"]), max_size=40),
)
def test_drops_repeats_and_reorders_end_byte_identical(site, procedure, webm, cuts, fates):
    """A device that goes by the offset it is told, over any line, ends with the same bytes."""
    session = open_session(site, OWNER, Opening(procedure.id, "Kim")).id
    name = hashlib.sha256(session.encode()).hexdigest()[:16]
    stream = takes.begin(site, OWNER, session, Start(f"stm-{name}", f"dev-{1:016x}", site.now())).id
    edges = sorted({0, len(webm), *(cut * len(webm) // 5000 for cut in cuts)})
    believed, line = 0, iter(fates)
    while believed < len(webm):
        end = next(edge for edge in edges if edge > believed)
        fate = next(line, "fine")
        try:
            if fate == "early":  # a part that overtook the one before it
                takes.append(site, OWNER, session, stream, end, webm[end : end + 99])
            elif fate == "late":
                takes.append(site, OWNER, session, stream, max(0, believed - 9), webm[:9])
            elif fate != "lost":
                here = takes.append(site, OWNER, session, stream, believed, webm[believed:end])
                believed = believed if fate == "answer lost" else here
        except StaleEntry:
            believed = takes.received(site, OWNER, session, stream).size
    assert kept(site, closing.finish(site, OWNER, session, stream, whole(webm))) == webm


def test_a_recording_has_an_end(settings, procedure):
    small = Settings(**{**settings.model_dump(), "record_limit_gib": 1000 / 2**30})
    site = Site.open(small)
    session = open_session(site, OWNER, Opening(procedure.id, "Kim")).id
    stream = begun(site, session)
    takes.append(site, OWNER, session, stream, 0, bytes(1000))
    with pytest.raises(MediaError, match="at most"):
        takes.append(site, OWNER, session, stream, 1000, b"x")
    assert takes.received(site, OWNER, session, stream).size == 1000
    site.close()


def test_the_stream_of_another_session_is_out_of_reach(site, planned, procedure):
    stream = begun(site, planned)
    other = open_session(site, OWNER, Opening(procedure.id, "Lee")).id
    for attempt in (
        lambda: takes.append(site, OWNER, other, stream, 0, b"x"),
        lambda: takes.received(site, OWNER, other, stream),
        lambda: takes.mark(site, OWNER, other, stream, {}),
        lambda: takes.begin(site, OWNER, other, start(site)),
        lambda: closing.finish(site, OWNER, other, stream, whole(b"x")),
        lambda: closing.settle(site, OWNER, other, stream),
        lambda: closing.abandon(site, OWNER, other, stream),
    ):
        with pytest.raises(UnknownError):
            attempt()
    assert takes.received(site, OWNER, planned, stream).size == 0


def test_somebody_elses_stream_is_out_of_reach(site, planned):
    stream = begun(site, planned)
    for attempt in (
        lambda: takes.append(site, OTHER, planned, stream, 0, b"x"),
        lambda: takes.begin(site, OTHER, planned, start(site)),
        lambda: closing.finish(site, OTHER, planned, stream, whole(b"x")),
    ):
        with pytest.raises(Denied, match="somebody else"):
            attempt()


@pytest.mark.parametrize(
    "names",
    [
        {"stream": "../../sonmat.db"},
        {"stream": "stm-1"},
        {"stream": f"stm-{1:016X}/"},
        {"stream": "stm-000000000000000g"},
        {"device": "..%2f..%2f"},
        {"device": "dev-" + "0" * 17},
    ],
)
def test_names_that_no_device_makes(site, planned, names):
    given_names = {"stream": f"stm-{1:016x}", "device": f"dev-{1:016x}", **names}
    with pytest.raises(InputError, match="impossible name"):
        takes.begin(site, OWNER, planned, Start(started_at=site.now(), **given_names))
    assert takes.unfinished(site, OWNER, planned) == ()


def test_what_a_device_is_called_is_text_and_sealed(site, planned):
    stream = begun(site, planned, label="  READABLE <b>Kim's\n\n tablet</b> " + "x" * 200)
    (found,) = takes.unfinished(site, OWNER, planned)
    assert found.id == stream
    assert found.label.startswith("READABLE <b>Kim's tablet</b>") and len(found.label) == 80
    for path in site.settings.folder.rglob("*"):
        assert not path.is_file() or b"READABLE" not in path.read_bytes(), path


def test_nothing_readable_lies_on_the_disk(site, planned):
    stream = begun(site, planned)
    takes.append(site, OWNER, planned, stream, 0, b"READABLE-MARKER-" * 1000)
    for path in site.settings.folder.rglob("*"):
        assert not path.is_file() or b"READABLE-MARKER-" not in path.read_bytes(), path


def test_a_second_tab_of_the_same_device_is_refused(site, planned, webm):
    first = begun(site, planned, number=1)
    with pytest.raises(StaleEntry, match="another tab"):
        begun(site, planned, number=2)
    silent(site, first, minutes=1)
    assert begun(site, planned, number=2)


def test_a_new_take_need_not_wait_until_the_last_one_is_checked(site, planned):
    first = start(site, 1, ago_s=10)
    takes.begin(site, OWNER, planned, first)
    over = start(site, 1, ago_s=10, for_s=9)
    assert takes.begin(site, OWNER, planned, over).ended_at == over.ended_at
    assert takes.begin(site, OWNER, planned, start(site, 2)).take == 2


def test_asking_again_is_the_same_stream(site, planned):
    said = start(site)
    first = takes.begin(site, OWNER, planned, said)
    takes.append(site, OWNER, planned, first.id, 0, b"abc")
    again = takes.begin(site, OWNER, planned, said)
    assert (again.id, again.take, again.size) == (first.id, first.take, 3)


def test_devices_that_record_at_the_same_time_are_one_take(site, planned, webm):
    """The second one began 5 s later and was without network: it is announced after both ended."""
    a, b = (start(site, n, n, 60 - 5 * n, 20) for n in (1, 2))
    later = start(site, 3, 1, 10)
    assert takes.begin(site, OWNER, planned, a).take == 1
    assert takes.begin(site, OWNER, planned, later).take == 2
    assert takes.begin(site, OWNER, planned, b).take == 1
    for one in (a, b):
        takes.append(site, OWNER, planned, one.stream, 0, webm)
        closing.finish(site, OWNER, planned, one.stream, whole(webm))
    takes.append(site, OWNER, planned, later.stream, 0, webm)
    closing.finish(site, OWNER, planned, later.stream, whole(webm))
    first, second, third = sessions.get_session(site, OWNER, planned).work
    assert (first.offset_s, first.offset_by) == (0.0, "clock")
    assert second.offset_s == pytest.approx((b.started_at - a.started_at).total_seconds(), abs=1e-3)
    assert second.offset_by == "nobody"  # its sound may tell better
    assert third.offset_s == pytest.approx(
        (later.started_at - a.started_at).total_seconds(), abs=1e-3
    )
    assert (third.take, third.offset_by) == (2, "clock")
    assert sessions.get_session(site, OWNER, planned).unplaced == (second,)
    placed = offsets.find_offsets(site, OWNER, planned)
    assert [one.recording for one in placed] == [first.id, second.id, third.id]


def test_a_take_goes_on_behind_files_that_were_brought(site, planned, take, webm):
    add_recording(site, OWNER, planned, replace(source(take), place=Place(3)))
    stream = sent(site, planned, webm)
    done = closing.finish(site, OWNER, planned, stream, whole(webm))
    assert (done.take, done.offset_by) == (4, "nobody")


def test_a_clock_that_is_wrong_gives_way_to_ours(site, planned):
    for number, off in enumerate((timedelta(days=400), timedelta(days=-400), timedelta(hours=1))):
        said = Start(f"stm-{number:016x}", f"dev-{number:016x}", site.now() + off)
        found = takes.begin(site, OWNER, planned, said)
        assert abs(found.started_at - site.now()) < timedelta(seconds=5)


def test_a_broken_off_recording_is_taken_in_as_far_as_it_arrived(site, planned, webm):
    cut = int(len(webm) * 0.7)
    stream = sent(site, planned, webm[:cut])
    takes.mark(site, OWNER, planned, stream, {0: Mark(at_s=0.5, kind="key")})
    with pytest.raises(StaleEntry, match="still recording"):
        closing.settle(site, OWNER, planned, stream)
    with pytest.raises(StaleEntry, match="still recording"):
        closing.abandon(site, OWNER, planned, stream)
    silent(site, stream, minutes=5)
    done = closing.settle(site, OWNER, planned, stream)
    assert 1.5 < done.duration_s < 3.5
    assert kept(site, done) == webm[:cut]
    assert len(list(artifacts.open_media(site, done.original).frames())) > 15
    assert len(sessions.marks(site, OWNER, planned, done.id).marks) == 1


def test_a_closed_tab_ends_a_recording_in_the_middle_of_a_picture(site, planned, webm):
    """MediaRecorder's parts are no whole pictures: what the device has is whole, and cut."""
    data = webm[:-3]
    stream = sent(site, planned, data)
    done = closing.finish(site, OWNER, planned, stream, whole(data))
    assert kept(site, done) == data
    with io.BytesIO() as out:
        make_proxy(artifacts.open_media(site, done.original), out)
        proxied = Media(lambda: io.BytesIO(out.getvalue())).info
    assert proxied.duration_s == pytest.approx(done.duration_s, abs=0.2)
    with pytest.raises(MediaError, match="missing"):
        add_recording(site, OWNER, planned, source(data))


@pytest.mark.parametrize("share", [0.2, 0.3, 0.5, 0.9, 0.999])
def test_wherever_it_was_cut_what_arrived_can_be_played(site, planned, webm, share):
    stream = sent(site, planned, webm[: int(len(webm) * share)])
    silent(site, stream, minutes=5)
    done = closing.settle(site, OWNER, planned, stream)
    assert list(artifacts.open_media(site, done.original).frames())


def test_mp4_in_fragments_is_cut_at_a_fragment(site, planned):
    options = (("movflags", "empty_moov+default_base_moof"), ("frag_duration", "1000000"))
    frames = tuple(i / 10 for i in range(60))
    data = clip(Recipe("mp4", "libx264", None, fps=10, times_s=frames, options=options))
    stream = sent(site, planned, data[:-500])
    silent(site, stream, minutes=5)
    done = closing.settle(site, OWNER, planned, stream)
    assert kept(site, done) == data[:-500]
    assert list(artifacts.open_media(site, done.original).frames())


def test_after_long_silence_it_is_taken_in_by_itself_and_worked_on(site, planned, webm):
    stream = sent(site, planned, webm[:-300])
    silent(site, stream, hours=site.settings.record_wait_h - 1)
    closing.sweep(site)
    assert sessions.get_session(site, OWNER, planned).recordings == ()
    silent(site, stream, hours=site.settings.record_wait_h + 1)
    closing.sweep(site)
    (done,) = sessions.get_session(site, OWNER, planned).recordings
    assert done.has_video
    assert sessions.wish(site, OWNER, planned).run == 1
    assert not site.vault.exists(artifacts.session_scope(planned), takes.part_name(stream, 0))


def test_the_sweep_of_uploads_leaves_it_alone(site, planned, webm):
    stream = sent(site, planned, webm)
    silent(site, stream, hours=24 * 30)
    upload.sweep(site)
    assert kept(site, closing.finish(site, OWNER, planned, stream, whole(webm))) == webm


def test_what_cannot_be_played_is_kept_for_a_week(site, planned):
    stream = sent(site, planned, b"ffconcat version 1.0\nfile /etc/passwd")
    silent(site, stream, hours=24 * 6)
    closing.sweep(site)
    assert [one.id for one in takes.unfinished(site, OWNER, planned)] == [stream]
    silent(site, stream, hours=24 * 8)
    closing.sweep(site)
    assert takes.unfinished(site, OWNER, planned) == ()


@pytest.mark.parametrize("data", [b"ffconcat version 1.0\nfile /etc/passwd", b"PK\3\4" * 50, b"\0"])
def test_hostile_bytes_become_no_recording(site, planned, data):
    stream = sent(site, planned, data)
    with pytest.raises(MediaError):
        closing.finish(site, OWNER, planned, stream, whole(data))
    silent(site, stream, minutes=5)
    with pytest.raises(MediaError):
        closing.settle(site, OWNER, planned, stream)
    assert sessions.get_session(site, OWNER, planned).recordings == ()
    assert artifacts.find(site, planned, Kind.ORIGINAL) == ()


def test_thrown_away_is_gone(site, planned, webm):
    stream = sent(site, planned, webm)
    silent(site, stream, minutes=5)
    closing.abandon(site, OWNER, planned, stream)
    assert not site.vault.exists(artifacts.session_scope(planned), takes.part_name(stream, 0))
    with pytest.raises(UnknownError):
        takes.received(site, OWNER, planned, stream)


def test_nothing_comes_into_a_withdrawn_session_and_nothing_stays(site, planned, webm):
    stream = sent(site, planned, webm)
    withdraw(site, OWNER, planned)
    for attempt in (
        lambda: takes.append(site, OWNER, planned, stream, len(webm), b"x"),
        lambda: takes.begin(site, OWNER, planned, start(site, 2)),
        lambda: closing.finish(site, OWNER, planned, stream, whole(webm)),
        lambda: closing.settle(site, OWNER, planned, stream),
    ):
        with pytest.raises(Denied, match="withdrawn"):
            attempt()
    assert not site.vault.exists(artifacts.session_scope(planned), takes.part_name(stream, 0))
    with site.db() as db:
        assert records.of_session(db, planned) == ()
    closing.sweep(site)


def test_nothing_comes_into_a_session_whose_time_is_over(site, procedure):
    ended = Consent(retain_until=(site.now() - timedelta(days=2)).date())
    session = open_session(site, OWNER, Opening(procedure.id, "Kim", ended)).id
    with pytest.raises(Denied, match="time of keeping"):
        takes.begin(site, OWNER, session, start(site))


def test_consent_that_ends_while_it_is_sent(site, planned, webm):
    stream = sent(site, planned, webm)
    consent.withdraw_session(site, OWNER, planned)
    with pytest.raises(Denied):
        takes.append(site, OWNER, planned, stream, len(webm), b"x")


@pytest.mark.parametrize(
    "marks",
    [
        {-1: Mark(at_s=1, kind="key")},
        {takes.MARKS_LIMIT: Mark(at_s=1, kind="key")},
        {0: Mark(at_s=-0.1, kind="key")},
        {0: Mark(at_s=1e9, kind="key")},
        {0: Mark(at_s=1, kind="key", text="words of people")},
    ],
)
def test_marks_that_cannot_be(site, planned, marks):
    stream = begun(site, planned)
    with pytest.raises(InputError):
        takes.mark(site, OWNER, planned, stream, marks)


def test_parts_are_one_row_a_minute_in_the_log_and_refusals_are_written_down(site, planned):
    stream = begun(site, planned)
    for at in range(20):
        takes.append(site, OWNER, planned, stream, at, b"x")
    with pytest.raises(Denied):
        takes.append(site, NOBODY, planned, stream, 20, b"x")
    with site.db() as db:
        rows = [row for row, _ in audit_records.walk(db) if row.target == planned]
    # the beginning, its parts together, and who may not
    asked = [(row.actor, row.allowed) for row in rows if row.action == "record"]
    assert asked == [("owner", True), ("owner", True), ("nobody", False)]
