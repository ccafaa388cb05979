"""Subtitles come in from any tool that writes them and go out unharmed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture.formats.subtitles import read_srt, read_vtt, write_srt, write_vtt
from capture.formats.transcripts import read_transcript
from data_schemas.errors import TextError
from data_schemas.transcript import Transcript, Utterance

TIDY = st.text(
    st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30
).map(lambda text: " ".join(text.split())).filter(bool)  # fmt: skip


@st.composite
def utterances(draw: st.DrawFn, text: st.SearchStrategy[str]) -> tuple[Utterance, ...]:
    """Utterances at whole milliseconds in time order; overlaps happen."""
    found = []
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, 100 * 3_600_000))
        length = draw(st.integers(0, 60_000))
        speaker = draw(st.sampled_from(["expert", "interviewer", "bystander", "unsure"]))
        found.append(
            Utterance(
                start_s=start / 1000,
                end_s=(start + length) / 1000,
                text="\n".join(draw(st.lists(text, min_size=1, max_size=3))),
                speaker=speaker,
            )
        )
    return tuple(sorted(found, key=lambda u: (u.start_s, u.end_s)))


@given(utterances(TIDY))
def test_vtt_round_trip_keeps_words_times_and_speakers(said: tuple[Utterance, ...]) -> None:
    assert read_vtt(write_vtt(said), "a.vtt", "ko").utterances == said


@given(utterances(TIDY.filter(lambda text: "<" not in text and "{" not in text)))
def test_srt_round_trip_keeps_words_and_times(said: tuple[Utterance, ...]) -> None:
    plain = tuple(u.model_copy(update={"speaker": "unsure"}) for u in said)
    assert read_srt(write_srt(said), "a.srt", "ko").utterances == plain


@given(st.binary(max_size=200))
def test_no_bytes_do_anything_but_read_or_refuse(data: bytes) -> None:
    try:
        assert isinstance(read_transcript(data, "a.srt", "ko"), Transcript)
    except TextError as error:
        assert str(error).endswith(".")


SRT = """1
00:00:01,000 --> 00:00:02,500
Hold it <i>here</i>.

2
00:00:02,000 --> 00:00:04,000
<font color="red">두 줄</font>
3 < 5
"""


def words(data: bytes | str, name: str = "a.srt") -> list[tuple[float, float, str]]:
    raw = data.encode() if isinstance(data, str) else data
    return [(u.start_s, u.end_s, u.text) for u in read_transcript(raw, name, "ko").utterances]


EXPECTED = [(1.0, 2.5, "Hold it here."), (2.0, 4.0, "두 줄\n3 < 5")]


@pytest.mark.parametrize(
    "data",
    [
        SRT.encode(),
        SRT.replace("\n", "\r\n").encode(),
        SRT.replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + SRT.encode(),
        SRT.encode("utf-16"),
        SRT.encode("cp949"),
        SRT.strip().encode(),
        ("\n\n" + SRT + "\n\n\n").encode(),
        SRT.replace("00:00:0", "00:0").encode(),
        SRT.replace(",", ".").encode(),
        SRT.replace("1\n", "", 1).replace("2\n00", "00").encode(),
        SRT.replace("4,000", "4,000 X1:100 X2:200 Y1:1 Y2:2").encode(),
        SRT.replace("Hold", "{\\an8}Hold").encode(),
    ],
    ids=["plain", "crlf", "cr", "bom", "utf16", "cp949", "no end", "blank lines", "no hours",
         "points", "no numbers", "positions", "placement"],
)  # fmt: skip
def test_what_other_tools_write_is_understood(data: bytes) -> None:
    assert words(data) == EXPECTED


def test_a_transcript_that_was_brought_says_so() -> None:
    given_text = read_srt(SRT, "a.srt", "en")
    assert (given_text.engine, given_text.model_digest, given_text.language) == ("import", "", "en")


def test_cues_are_sorted_by_time_and_may_overlap() -> None:
    blocks = SRT.strip().split("\n\n")
    assert words("\n\n".join(reversed(blocks))) == EXPECTED


def test_cues_without_words_are_kept_as_dropped() -> None:
    read = read_srt("1\n00:00:01,000 --> 00:00:02,000\n<i></i>\n", "a.srt", "en")
    assert read.utterances == ()
    assert [(d.start_s, d.end_s) for d in read.dropped] == [(1.0, 2.0)]
    assert read.dropped[0].reason.endswith(".")


VTT = """WEBVTT - made elsewhere
Kind: captions

NOTE
nobody says this

STYLE
::cue { color: red }

intro
00:01.000 --> 00:02.500 align:start position:0%
<v.loud Expert>Hold <c.yellow>it</c> &lt;here&gt; &amp; now</v>

01:00:00.000 --> 01:00:01.000
<v 김반장>살짝 <00:59:59.500>더

NOTEBOOK
00:03.000 --> 00:04.000
not a remark
"""


def test_vtt_tags_become_text_and_roles_become_speakers() -> None:
    read = read_vtt(VTT, "a.vtt", "ko")
    assert [(u.start_s, u.end_s, u.text, u.speaker) for u in read.utterances] == [
        (1.0, 2.5, "Hold it <here> & now", "expert"),
        (3.0, 4.0, "not a remark", "unsure"),
        (3600.0, 3601.0, "살짝 더", "unsure"),
    ]


def test_two_voices_in_one_cue_are_nobodys() -> None:
    body = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v expert>One\n<v interviewer>Two\n"
    assert [u.speaker for u in read_vtt(body, "a.vtt", "en").utterances] == ["unsure"]


def test_a_vtt_without_cues_is_an_empty_transcript() -> None:
    assert read_vtt(write_vtt([]), "a.vtt", "en").utterances == ()


@pytest.mark.parametrize(
    "text, line",
    [
        ("1\n00:00:01,000 -> 00:00:02,000\nx\n", 2),
        ("1\n00:00:01,000 --> 00:00:02,000\nx\n\n2\n00:61:00,000 --> 00:62:00,000\ny\n", 6),
        ("1\n00:00:01,000 --> 00:00:02,000\nx\n\nlost words\n", 5),
        ("1\n00:00:01,000 --> 00:00:02,000\nx\n\n\n\n2\n", 7),
        ("1\n00:00:01,000 --> later\nx\n", 2),
        ("1\n00:00:05,000 --> 00:00:02,000\nx\n", 2),
        ("1\n-00:00:01,000 --> 00:00:02,000\nx\n", 2),
        ("1\n00:00:01 --> 00:00:02\nx\n", 2),
    ],
)
def test_a_bad_cue_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(TextError, match=rf"[Ll]ine {line} of a\.srt"):
        read_srt(text, "folder/a.srt", "en")


def test_a_cue_glued_to_the_vtt_header_is_not_lost_silently() -> None:
    with pytest.raises(TextError, match="empty line"):
        read_vtt("WEBVTT\n00:01.000 --> 00:02.000\nlost\n", "a.vtt", "en")


@pytest.mark.parametrize("text", ["", "WEBVTTX\n\n", "no header\n"])
def test_a_vtt_needs_its_header(text: str) -> None:
    with pytest.raises(TextError, match="WEBVTT"):
        read_vtt(text, "a.vtt", "en")


def test_refusals_repeat_no_words_and_no_folder() -> None:
    with pytest.raises(TextError) as caught:
        read_srt("1\n00:00 -> 00:02\nthe secret torque\n", "/home/kim/a.srt", "en")
    assert "torque" not in str(caught.value)
    assert "kim" not in str(caught.value)


def test_written_text_cannot_break_out_of_its_cue() -> None:
    tricky = Utterance(start_s=0, end_s=1, text="a\n\n2\n00:00:05,000 --> 00:00:06,000\nb")
    for write, read in ((write_srt, read_srt), (write_vtt, read_vtt)):
        assert len(read(write([tricky]), "a", "en").utterances) == 1


@pytest.mark.parametrize(
    "second, stamp",
    [
        (0.0, "00:00:00,000"),
        (59.9996, "00:01:00,000"),
        (3599.9999, "01:00:00,000"),
        (360_000, "100:00:00,000"),
    ],
)
def test_times_are_rounded_without_a_sixtieth_second(second: float, stamp: str) -> None:
    assert stamp in write_srt([Utterance(start_s=second, end_s=second, text="x")])
