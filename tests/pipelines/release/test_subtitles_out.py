"""Subtitles of a release: words and steps, on the session's clock."""

from dataclasses import replace

from capture.formats.subtitles import read_vtt
from data_schemas.clock import Span
from pipelines.release.formats import FORMATS


def written(name, bundle, out):
    FORMATS[name](bundle, out)
    return {path.name: path.read_text("utf-8") for path in out.iterdir()}


def test_every_session_has_words_and_steps(bundle, tmp_path):
    files = written("vtt", bundle, tmp_path)
    assert set(files) == {"ses-a.vtt", "ses-a.steps.vtt", "ses-b.vtt", "ses-b.steps.vtt"}
    assert files["ses-a.vtt"].startswith(
        "WEBVTT\n\n00:00:03.000 --> 00:00:05.000\n<v expert>기름을 닦아요\n\n"
    )
    assert files["ses-a.steps.vtt"] == (
        "WEBVTT\n\n00:00:02.000 --> 00:00:12.000\ns1 플랜지를 닦는다\n\n"
        "00:00:12.000 --> 00:00:22.000\ns2 볼트를 조인다\n"
    )


def test_subrip_is_numbered_and_has_commas(bundle, tmp_path):
    steps = written("srt", bundle, tmp_path)["ses-a.steps.srt"]
    assert steps.startswith("1\n00:00:02,000 --> 00:00:12,000\ns1 플랜지를 닦는다\n\n2\n")


def test_words_that_may_not_leave_are_not_in_the_files(make, tmp_path):
    part = replace(make.part(), withheld=(Span(recording="r1", start_s=0, end_s=4),))
    text = "".join(written("vtt", make.bundle(part), tmp_path).values())
    assert "기름" not in text
    assert "점심" not in text


def test_they_read_back_as_what_was_said(make, tmp_path):
    part = make.part()
    nasty = make.say(1, 2, "a\n\n00:00:09.000 --> 00:00:10.000\n<b>x & y")
    line = part.timeline.model_copy(update={"utterances": (nasty,)})
    text = written("vtt", make.bundle(replace(part, timeline=line)), tmp_path)["ses-a.vtt"]
    (cue,) = read_vtt(text, "ses-a.vtt", "ko").utterances
    assert (cue.start_s, cue.end_s, cue.speaker) == (3.0, 4.0, "expert")
    assert cue.text.split() == nasty.text.split()


def test_what_lies_before_the_sessions_zero_is_cut(make, tmp_path):
    part = make.part()
    early = part.session.recordings[0].model_copy(update={"offset_s": -2.0})
    session = part.session.model_copy(update={"recordings": (early,)})
    text = written("vtt", make.bundle(replace(part, session=session)), tmp_path)["ses-a.vtt"]
    assert "00:00:00.000 --> 00:00:01.000" in text
