"""Clips: exact to the picture, cut around what was taken out, with subtitles that can be read."""

from __future__ import annotations

import io
import itertools
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture.faststart import Spool, delivered
from capture.media import Media
from capture.proxy import make_proxy
from data_schemas.clock import Interval
from data_schemas.errors import MediaError, NeedsSoftware
from data_schemas.session import Recording
from data_schemas.transcript import Utterance
from pipelines.handout.burn import Burner, find_font
from pipelines.handout.captions import LONGEST, LONGEST_S, captions, lines, width
from pipelines.handout.clip import Cut, on_ticks, rate_of, write_clip
from pipelines.handout.clips import PAD_S, clips_of, without
from tests.capture.captions import CAPTION, captioned, carries
from tests.capture.clips import RATE, Recipe, clip
from tests.pipelines.handout.made import REC, cut, material, said, section


def between(start_s: float, end_s: float) -> Interval:
    return Interval(start_s=start_s, end_s=end_s)


def recording(name: str = REC, **more: object) -> Recording:
    fields: dict[str, object] = {
        "id": name, "session": "ses-1", "original": f"art-{name}", "container": "mp4",
        "duration_s": 100.0, "has_video": True, "has_audio": True,
    }  # fmt: skip
    return Recording.model_validate({**fields, **more})


def grey_of(frame: av.VideoFrame) -> float:
    """The brightness of the lower half, which counts the pictures of ``clip``."""
    image = frame.to_ndarray(format="rgb24")
    return float(image[image.shape[0] * 3 // 4, image.shape[1] * 3 // 4].mean())


@pytest.fixture(scope="module", params=[25, 30])
def copy(request: pytest.FixtureRequest) -> Media:
    """A real playable copy of six seconds with a tone, whose picture n is n grey."""
    fps = request.param
    times = tuple(n / fps for n in range(6 * fps))
    data = clip(Recipe(audio="aac", fps=fps, times_s=times, tone_s=((0.0, 6.0),)))
    out = io.BytesIO()
    make_proxy(Media(lambda: io.BytesIO(data)), out)
    return Media(lambda: io.BytesIO(out.getvalue()))


def written(media: Media, made: Cut) -> bytes:
    with Spool() as spool:
        write_clip(media, made, spool)
        return b"".join(delivered(spool))


def decoded(data: bytes) -> list[av.VideoFrame]:
    with av.open(io.BytesIO(data)) as container:
        return list(container.decode(video=0))


@pytest.mark.parametrize(("start_s", "end_s"), [(1.0, 3.0), (0.0, 1.21), (2.345, 4.321)])
def test_the_first_and_last_picture_are_those_of_the_section(copy, start_s, end_s):
    fps = rate_of(copy)
    frames = decoded(written(copy, Cut((between(start_s, end_s),))))
    first, last = grey_of(frames[0]), grey_of(frames[-1])
    assert abs(first - start_s * fps) <= 1.5  # a picture, and what coding changes of a grey
    assert abs(last - (end_s * fps - 1)) <= 1.5
    assert 0 <= (end_s - start_s) * fps - len(frames) < 2  # at each edge less than a picture


def test_pieces_are_put_end_to_end_and_nothing_from_between_is_left(copy):
    fps = rate_of(copy)
    frames = decoded(written(copy, Cut((between(0.5, 1.5), between(4.0, 5.0)))))
    greys = [grey_of(one) for one in frames]
    gone = [one for one in greys if 1.5 * fps + 1 < one < 4.0 * fps - 1]
    assert gone == [] and 2 * fps - 2 < len(frames) <= 2 * fps


def test_sound_runs_as_long_as_the_picture(copy):
    data = written(copy, Cut((between(0.5, 1.5), between(4.0, 5.0))))
    with av.open(io.BytesIO(data)) as container:
        sound = [one.to_ndarray()[0] for one in container.decode(audio=0)]
    samples = np.concatenate(sound)
    assert abs(len(samples) / RATE - 2.0) < 0.05
    assert np.abs(samples[RATE // 4 : -RATE // 4]).max() > 0.2


def test_what_is_cut_is_h264_and_aac_with_the_index_first(copy):
    data = written(copy, Cut((between(1.0, 2.0),), title="1. x", comment="HO-2026-TEST22"))
    assert data.index(b"moov") < data.index(b"mdat")
    with av.open(io.BytesIO(data)) as container:
        kinds = {(one.type, one.codec_context.name) for one in container.streams}
        assert kinds == {("video", "h264"), ("audio", "aac")}
        assert container.streams.video[0].codec_context.pix_fmt == "yuv420p"
        assert container.metadata["comment"] == "HO-2026-TEST22"


def test_captions_that_ride_in_the_pictures_are_not_handed_out():
    """As in copies that were made before these were left out of them."""
    source = captioned(1.0)
    data = written(Media(lambda: io.BytesIO(source)), Cut((between(0.2, 0.8),)))
    assert carries(source, CAPTION) and not carries(data, CAPTION)


def test_subtitles_are_a_track_of_text_at_their_seconds(copy):
    cues = (
        Utterance(start_s=0.2, end_s=0.9, text="첫 자막 <b>굵게</b>"),
        Utterance(start_s=1.0, end_s=1.8, text="second"),
    )
    data = written(copy, Cut((between(1.0, 3.0),), cues=cues, language="kor"))
    with av.open(io.BytesIO(data)) as container:
        stream = container.streams.subtitles[0]
        assert (stream.codec_context.name, stream.metadata["language"]) == ("mov_text", "kor")
        shown = [
            (round(float(p.pts * p.time_base), 3), bytes(p)[2:].decode())
            for p in container.demux(stream)
            if p.size > 2
        ]
    assert shown == [(0.2, "첫 자막 <b>굵게</b>"), (1.0, "second")]


def test_a_cut_without_a_picture_is_refused_in_a_sentence(copy):
    with pytest.raises(MediaError, match="no picture"):
        written(copy, Cut((between(1.0, 1.001),)))


@given(
    st.lists(st.tuples(st.floats(0, 60), st.floats(0, 20)), max_size=6),
    st.floats(0, 40), st.floats(0.01, 40),
)  # fmt: skip
def test_no_picture_of_what_was_taken_out_is_ever_in_a_piece(cuts, start_s, length_s):
    span = between(start_s, start_s + length_s)
    taken = [between(a, a + b) for a, b in cuts]
    pieces = without(span, taken)
    for piece in pieces:
        assert span.start_s <= piece.start_s < piece.end_s <= span.end_s
        for one in taken:
            apart = piece.end_s <= one.start_s - PAD_S or piece.start_s >= one.end_s + PAD_S
            assert apart, (piece, one)
    assert list(pieces) == sorted(pieces, key=lambda one: one.start_s)
    for one in on_ticks(pieces, 30):
        assert not any(one.overlap_s(gone) > 0 for gone in taken)


def test_a_clip_a_section_of_a_step_and_what_cannot_be_one_is_named():
    line = (section("clean", 0, 5), section("clean", 20, 25), section("gasket", 6, 9),
            section(None, 10, 12), section("bolts", 30, 40))  # fmt: skip
    made = material(line, withheld=(cut(5.5, 9.5), cut(33, 34)))
    plans, left = clips_of(made, (recording(),), {REC})
    assert [(one.name, one.number, one.occurrence) for one in plans] == [
        ("clip-01-1", 1, 1), ("clip-01-2", 1, 2), ("clip-03-1", 3, 1)
    ]  # fmt: skip
    assert [(one.number, one.why) for one in left] == [(2, "withheld")]
    bolts = plans[2]
    assert [(p.start_s, p.end_s) for p in bolts.pieces] == [(30, 32.75), (34.25, 40)]
    assert bolts.cut and not plans[0].cut


def test_a_section_heard_by_a_recorder_is_shown_by_the_camera_beside_it():
    sound = recording(has_video=False)
    camera = recording("rec-2", offset_s=-2.0, offset_by="sound")
    made = material((section("clean", 10, 14),), offsets={REC: 0.0, "rec-2": -2.0})
    plans, left = clips_of(made, (sound, camera), {REC, "rec-2"})
    assert (plans[0].recording, plans[0].pieces) == ("rec-2", (between(12, 16),)) and not left
    assert [one.why for one in clips_of(made, (sound,), {REC})[1]] == ["no_picture"]
    assert [one.why for one in clips_of(made, (camera, sound), {REC})[1]] == ["no_copy"]


def test_subtitles_are_short_enough_to_be_read():
    long = said(
        10, 40, " ".join(["그러니까 여기를 잘 보시면 소리가 달라지는 것을 알 수 있습니다"] * 8)
    )
    cues = captions((long,), (between(5, 50),))
    assert len(cues) > 3
    assert all(width(one.text) <= LONGEST and one.length_s <= LONGEST_S for one in cues)
    assert all(len(lines(one.text)) <= 3 for one in cues)
    assert " ".join(one.text for one in cues) == long.text
    assert cues[0].start_s == 5.0
    assert all(a.end_s <= b.start_s for a, b in itertools.pairwise(cues))


def test_no_word_from_between_two_pieces_is_shown():
    talk = said(0, 10, "zero one two three four five six seven eight nine")
    cues = captions((talk,), (between(0, 2), between(7, 10)))
    assert [(one.start_s, one.text) for one in cues] == [(0, "zero one"), (2, "seven eight nine")]


def test_words_without_times_are_spread_over_the_utterance():
    bare = Utterance(start_s=0, end_s=10, text="aaaa bbbb cccc dddd eeee", recording=REC)
    assert [one.text for one in captions((bare,), (between(0, 4),))] == ["aaaa bbbb"]


def test_subtitles_can_be_drawn_into_the_picture(copy):
    try:
        font = find_font()
    except NeedsSoftware as error:
        pytest.skip(str(error))
    cues = (Utterance(start_s=0.0, end_s=0.5, text="한글 자막"),)
    plain, drawn = (
        decoded(written(copy, Cut((between(1.0, 2.0),), cues=cues, draw=draw)))
        for draw in (None, Burner(font, cues, ""))
    )
    foot = slice(-40, -4)
    with_words = drawn[3].to_ndarray(format="rgb24")[foot]
    assert with_words.max() > 200 > plain[3].to_ndarray(format="rgb24")[foot].max()
    after = drawn[-3].to_ndarray(format="rgb24")[foot].astype(int)
    assert np.abs(after - plain[-3].to_ndarray(format="rgb24")[foot]).max() < 40


def test_without_a_font_somebody_is_told_what_to_install(tmp_path: Path):
    with pytest.raises(NeedsSoftware, match="SONMAT_SUBTITLE_FONT"):
        find_font(str(tmp_path / "none.ttf"))
