"""Records: one a segment, on the session's clock, with no word that may not leave."""

from dataclasses import replace

import pytest

from data_schemas.clock import Span
from data_schemas.errors import InputError
from pipelines.release.bundle import file_stem
from pipelines.release.records import records


def told(part, **changes):
    changed = replace(part, timeline=part.timeline.model_copy(update=changes))
    return {r.id.split("/")[1]: r.narration for r in records(changed, "train")}


def test_times_are_moved_to_the_sessions_clock_and_facts_come_from_the_consent(make):
    first = records(make.part(), "test")[0]
    assert (first.start_s, first.end_s) == (2.0, 12.0)
    assert (first.id, first.step_title, first.language) == ("ses-a/g1", "플랜지를 닦는다", "ko")
    assert (first.licence, first.protection_class, first.split) == ("CC-BY-4.0", "internal", "test")
    assert first.procedure_version == 2


def test_narration_is_what_is_cited_for_a_segment_and_what_was_only_spoken_in_it(make):
    assert told(make.part()) == {
        "g1": "기름을 닦아요",
        "g2": "이제 볼트를 조여요 엇갈리게 조여요",
        "g3": "",
    }


def test_rejected_segments_and_answers_off_the_clock_make_no_record(make):
    assert set(told(make.part())) == {"g1", "g2", "g3"}


def test_a_struck_utterance_does_not_return_through_the_citation_that_quotes_it(make):
    part = make.part()
    kept = tuple(u for u in part.timeline.utterances if "이제" not in u.text)
    assert told(part, utterances=kept)["g2"] == "엇갈리게 조여요"


def test_withheld_spans_take_their_words_and_motion_rows_with_them(make):
    masked = Span(recording="r1", start_s=8.5, end_s=12.5)
    part = replace(make.part(), withheld=(masked,))
    made = {r.id.split("/")[1]: r for r in records(part, "train")}
    assert made["g2"].narration == ""
    assert made["g1"].track_rows == (0, 9)  # rows 9 to 12 are withheld
    assert made["g2"].track_rows == (9, 16)
    assert records(replace(part, withheld=(masked.model_copy(update={"recording": "r9"}),)),
                   "train")[1].narration != ""  # fmt: skip


def test_a_bystander_signed_nothing_so_their_words_stay(make):
    assert all("점심" not in text for text in told(make.part()).values())


def test_a_session_without_motion_has_no_rows(make):
    part = replace(make.part(), track=lambda: None)
    assert {r.track_rows for r in records(part, "train")} == {None}


def test_an_unknown_recording_is_a_clear_error(make):
    with pytest.raises(InputError, match="process the session again"):
        _ = replace(make.part(), recording="r9").shift_s


@pytest.mark.parametrize("name", ["../x", "a/b", "", ".hidden", "a\nb", "가"])
def test_an_id_that_could_be_a_path_is_no_file_name(name):
    with pytest.raises(InputError, match="cannot be a file name"):
        file_stem(name)
