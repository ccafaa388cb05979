"""Transcripts that people bring: the form shows in the text, and limits hold."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture.formats import transcripts
from capture.formats.transcript_json import read_transcript_json, write_transcript_json
from capture.formats.transcripts import read_transcript
from data_schemas.errors import TextError
from data_schemas.transcript import Dropped, Transcript, Utterance, Word

SECONDS = st.floats(0, 1e6)
WORDS = st.text(min_size=1, max_size=20).filter(str.strip)
CHANCE = st.floats(0, 1)


@st.composite
def transcript(draw: st.DrawFn) -> Transcript:
    def times() -> dict[str, float]:
        start, end = sorted((draw(SECONDS), draw(SECONDS)))
        return {"start_s": start, "end_s": end}

    def utterance() -> Utterance:
        words = [
            Word(**times(), text=draw(WORDS), confidence=draw(CHANCE))
            for _ in range(draw(st.integers(0, 2)))
        ]
        speaker = draw(st.sampled_from(["expert", "interviewer", "bystander", "unsure"]))
        return Utterance(
            **times(),
            text=draw(WORDS),
            confidence=draw(CHANCE),
            speaker=speaker,
            words=tuple(words),
        )

    said = [utterance() for _ in range(draw(st.integers(0, 4)))]
    lost = [Dropped(**times(), reason="noise") for _ in range(draw(st.integers(0, 2)))]
    return Transcript(
        language=draw(st.sampled_from(["ko", "en"])),
        utterances=tuple(sorted(said, key=lambda u: (u.start_s, u.end_s))),
        dropped=tuple(sorted(lost, key=lambda d: (d.start_s, d.end_s))),
        engine="import",
    )


@given(transcript())
def test_json_round_trip_keeps_everything(value: Transcript) -> None:
    assert read_transcript(write_transcript_json(value).encode(), "t.json", "xx") == value


def form(**utterance: object) -> str:
    whole = {"start_s": 0, "end_s": 1, "text": "x", **utterance}
    return json.dumps({"language": "en", "utterances": [whole]})


def test_the_least_that_is_needed() -> None:
    read = read_transcript_json('{"utterances": []}', "t.json", "ko")
    assert (read.language, read.utterances, read.engine) == ("ko", (), "import")
    only = read_transcript_json(form(), "t.json", "ko").utterances[0]
    assert (only.confidence, only.speaker, only.words) == (1.0, "unsure", ())


def test_the_output_of_our_own_transcriber_is_understood() -> None:
    text = json.dumps(
        {"file": "a.mp4", "language": "ko", "text": "하나", "engine": "whisper",
         "model_digest": "ab", "dropped": [{"start_s": 2, "end_s": 3, "reason": "noise"}],
         "utterances": [{"start_s": 0, "end_s": 1, "text": "하나", "confidence": 0.5,
                         "words": [{"start_s": 0, "end_s": 1, "text": "하나", "confidence": 0.5}]}]}
    )  # fmt: skip
    read = read_transcript_json(text, "t.json", "en")
    assert (read.engine, read.model_digest, read.language) == ("import", "", "ko")
    assert read.utterances[0].words[0].text == "하나"
    assert len(read.dropped) == 1


def test_foreign_speaker_labels_are_unsure() -> None:
    assert read_transcript_json(form(speaker="S1"), "t", "ko").utterances[0].speaker == "unsure"
    assert read_transcript_json(form(speaker="expert"), "t", "ko").utterances[0].speaker == "expert"


def test_utterances_are_sorted_and_wordless_ones_dropped_visibly() -> None:
    parts = [{"start_s": s, "end_s": s + 1, "text": t} for s, t in ((5, "b"), (1, "a"), (3, " "))]
    read = read_transcript_json(json.dumps({"utterances": parts}), "t", "en")
    assert [u.text for u in read.utterances] == ["a", "b"]
    assert [d.start_s for d in read.dropped] == [3]


@pytest.mark.parametrize(
    "text, problem",
    [
        (form(start_s=-1), "utterances 1 start_s"),
        (form(start_s=float("nan")), "utterances 1 start_s"),
        (form(end_s=float("inf")), "utterances 1 end_s"),
        (form(start_s=2), "ends .* before it starts"),
        (form(text=5), "utterances 1 text"),
        (form(confidence=2), "utterances 1 confidence"),
        (form(mood="good"), "utterances 1 mood"),
        (form(words=[{"start_s": 0, "end_s": 1}]), "utterances 1 words 1 text"),
        ('{"language": "en"}', "utterances"),
        ('{"utterances": [', "line 1"),
        ('{"a":' * 20_000, "nested|line 1"),
    ],
)
def test_bad_json_is_refused_where_it_is_bad(text: str, problem: str) -> None:
    with pytest.raises(TextError, match=problem) as caught:
        read_transcript_json(text, "t.json", "en")
    assert str(caught.value).startswith("t.json ")


@pytest.mark.parametrize("name", ["a.srt", "a.vtt", "a.json", "a.txt", ""])
def test_the_text_decides_and_not_the_name(name: str) -> None:
    srt = b"1\n00:00:01,000 --> 00:00:02,000\nx\n"
    vtt = b"\n\nWEBVTT\n\n00:01.000 --> 00:02.000\nx\n"
    as_json = b' {"utterances": [{"start_s": 1, "end_s": 2, "text": "x"}]}'
    for data in (srt, vtt, as_json):
        assert [u.text for u in read_transcript(data, name, "en").utterances] == ["x"]


@pytest.mark.parametrize(
    "data, problem",
    [
        (b"", "is empty"),
        (b" \n\n ", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"just words", "no transcript with times"),
        (b"[1, 2]", "no transcript with times"),
        (b"\x00\x00\x00\x18ftypmp42", "not a text file"),
        (b"\x89PNG\r\n\x1a\n\0\0", "not a text file"),
        ("1\n00:00:01,000 --> 00:00:02,000\nça brûle là\n".encode("latin-1"), "not a text file"),
        ("1\n00:00:01,000 --> 00:00:02,000\nÜber Öl\n".encode("cp1252"), "not a text file"),
        ("1\n00:00:01,000 --> 00:00:02,000\nこれを見て\n".encode("shift_jis"), "not a text file"),
        ("1\n00:00:01,000 --> 00:00:02,000\n请看这里慢慢转\n".encode("gb18030"), "not a text file"),
        (b"\xff\xfe1", "not a text file"),
    ],
)
def test_what_is_no_text_in_a_known_code_is_refused(data: bytes, problem: str) -> None:
    with pytest.raises(TextError, match=problem):
        read_transcript(data, "a.srt", "ko")


def test_korean_windows_text_is_recognised() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n드라이버를 「살짝」 더 돌립니다… 5℃\n"
    read = read_transcript(text.encode("cp949"), "a.srt", "ko")
    assert read.text == "드라이버를 「살짝」 더 돌립니다… 5℃"


def test_too_long_a_text_is_refused_by_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    assert transcripts.LIMIT == 50 * 1024 * 1024
    data = b"x" * (transcripts.LIMIT + 1)
    with pytest.raises(TextError, match="larger than 50 MB"):
        read_transcript(data, "a.srt", "ko")
