"""A file on its way in: in order, resumable, sealed, and nobody else's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture import upload
from capture.access import OWNER
from capture.ingest import Intake, ingest
from capture.upload import Joined
from data_schemas.errors import Denied, MediaError, StaleEntry, UnknownError
from data_schemas.rights import Actor, Role

OTHER = Actor(id="other", roles=frozenset({Role.INTERVIEWER}))


def test_parts_become_the_file(site, procedure, take):
    name = upload.begin(site, OWNER, len(take))
    for start in range(0, len(take), 1000):
        upload.append(site, OWNER, name, start, take[start : start + 1000])
    assert upload.received(site, OWNER, name) == (len(take), len(take))
    done = ingest(
        site, OWNER, Intake((upload.source(site, OWNER, name, "x.mp4"),), procedure.id, "Kim")
    )
    assert done.session.recordings[0].duration_s > 0
    upload.discard(site, OWNER, name)
    with pytest.raises(UnknownError):
        upload.received(site, OWNER, name)


def test_a_repeated_or_early_part_is_refused_and_nothing_is_lost(site):
    name = upload.begin(site, OWNER, 10)
    upload.append(site, OWNER, name, 0, b"abc")
    for offset in (0, 2, 7):
        with pytest.raises(StaleEntry, match="3 bytes have arrived"):
            upload.append(site, OWNER, name, offset, b"xyz")
    assert upload.append(site, OWNER, name, 3, b"defghij") == 10
    with upload.source(site, OWNER, name, "x").open() as file:
        assert file.read() == b"abcdefghij"


def test_more_than_was_announced_is_refused(site):
    name = upload.begin(site, OWNER, 4)
    with pytest.raises(MediaError, match="More bytes"):
        upload.append(site, OWNER, name, 0, b"12345")


@pytest.mark.parametrize("size", [0, -1, upload.SIZE_LIMIT + 1])
def test_an_impossible_size_is_refused(site, size):
    with pytest.raises(MediaError):
        upload.begin(site, OWNER, size)


def test_half_a_file_is_not_taken_in(site):
    name = upload.begin(site, OWNER, 4)
    upload.append(site, OWNER, name, 0, b"12")
    with pytest.raises(MediaError, match="not complete"):
        upload.source(site, OWNER, name, "x")


def test_somebody_elses_upload_is_out_of_reach(site):
    name = upload.begin(site, OWNER, 4)
    for attempt in (
        lambda: upload.append(site, OTHER, name, 0, b"1234"),
        lambda: upload.received(site, OTHER, name),
        lambda: upload.discard(site, OTHER, name),
    ):
        with pytest.raises(Denied):
            attempt()


def test_nothing_readable_lies_on_the_disk(site):
    marker = b"READABLE-MARKER-" * 1000
    name = upload.begin(site, OWNER, len(marker))
    upload.append(site, OWNER, name, 0, marker)
    for path in site.settings.folder.rglob("*"):
        if path.is_file():
            assert b"READABLE-MARKER-" not in path.read_bytes(), path


@given(st.lists(st.binary(min_size=1, max_size=9), max_size=6), st.data())
def test_joined_parts_read_like_one_file(parts, data):
    import io

    whole = b"".join(parts)
    joined = Joined(tuple(map(len, parts)), lambda n: io.BytesIO(parts[n]))
    file = io.BufferedReader(joined, 4)
    for _ in range(5):
        at = data.draw(st.integers(0, len(whole) + 2))
        count = data.draw(st.integers(0, len(whole) + 2))
        file.seek(at)
        assert file.read(count) == whole[at : at + count]
