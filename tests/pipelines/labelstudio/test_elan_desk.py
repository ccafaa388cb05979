"""A session out to ELAN and back: what leaves, what comes of a change, and what is refused."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from capture import artifacts, sessions
from capture.access import OWNER
from capture.records import labelling as records
from capture.records import releases as release_records
from capture.settings import Settings
from capture.site import Site
from data_schemas.annotation import PLAIN_SPEECH
from data_schemas.errors import Denied, InputError, TextError
from data_schemas.rights import Actor, Role
from data_schemas.timeline import Segment
from pipelines.deidentify.copying.desk import current
from pipelines.elicit.cards import desk as cards
from pipelines.labelstudio.elan import desk
from pipelines.labelstudio.elan.desk import Written
from pipelines.review import desk as review
from tests.app import sample
from tests.pipelines.labelstudio.handed import answer_for, ready, send


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, sample.Sample, Path]]:
    folder = tmp_path_factory.mktemp("elan")
    site = Site.open(Settings(data=folder / "data", site_key_file=folder / "site.key"))
    made = ready(site)
    desk.write_eaf(site, OWNER, made.session.id, folder / "out")
    yield site, made, folder
    site.close()


def text_of(folder: Path) -> str:
    (found,) = folder.glob("*.eaf")
    return found.read_text()


def segments(site: Site, made: sample.Sample) -> dict[str, Segment]:
    timeline = sessions.timeline(site, OWNER, made.session.id)
    assert timeline is not None
    return {one.id: one for one in timeline.segments}


def test_the_masked_copy_lies_beside_and_both_are_for_one_account(out) -> None:
    site, made, folder = out
    place = folder / "out"
    names = {one.name for one in place.iterdir()}
    number = made.session.number
    assert names == {f"session-{number}.eaf", f"session-{number}.mp4"}
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    copy = current(site, made.session.id)[made.recording]
    with artifacts.open_bytes(site, copy) as masked:
        assert (place / f"session-{number}.mp4").read_bytes() == masked.read()
    assert f'RELATIVE_MEDIA_URL="./session-{number}.mp4"' in text_of(place)
    with site.db() as db:
        assert len(release_records.papers_with(db, made.session.id)) == 1


def test_a_file_that_nobody_changed_changes_nothing(out) -> None:
    site, made, folder = out
    before = review.entries(site, OWNER, made.session.id)
    came = desk.read_eaf(site, OWNER, text_of(folder / "out").encode())
    assert (came.session, came.entries, came.left) == (made.session.id, 0, ())
    assert review.entries(site, OWNER, made.session.id) == before


def test_it_is_refused_while_the_session_is_out_on_a_server(out) -> None:
    site, made, folder = out
    send(site, made)
    try:
        with pytest.raises(InputError, match="out with annotators"):
            desk.read_eaf(site, OWNER, text_of(folder / "out").encode())
        with pytest.raises(InputError, match="out with annotators"):
            desk.write_eaf(site, OWNER, made.session.id, folder / "again")
    finally:
        with site.db() as db:
            records.come_back(db, made.session.id, "recalled", site.now(), remove=False)


def test_neither_a_folder_that_is_used_nor_one_among_the_data(out) -> None:
    site, made, folder = out
    for place in (folder / "out", site.settings.folder / "out"):
        with pytest.raises(InputError):
            desk.write_eaf(site, OWNER, made.session.id, place)


def test_what_was_changed_becomes_entries_once(out) -> None:
    site, made, folder = out
    before = segments(site, made)
    text = text_of(folder / "out").replace('TIME_VALUE="8900"', 'TIME_VALUE="10250"')
    came = desk.read_eaf(site, OWNER, text.encode())
    assert came.entries == 1
    after = segments(site, made)
    assert (after["seg-bolts"].start_s, after["seg-bolts"].end_s) == (8.0, 10.25)
    assert after["seg-clean"] == before["seg-clean"]
    assert review.entries(site, OWNER, made.session.id)[-1].actor == "owner"
    assert desk.read_eaf(site, OWNER, text.encode()).entries == 0


def test_what_cannot_be_leaves_everything_as_it_is(out) -> None:
    site, made, folder = out
    before = review.entries(site, OWNER, made.session.id)
    text = text_of(folder / "out")
    reversed_ = text.replace('TIME_VALUE="8900"', 'TIME_VALUE="100"')
    unknown = re.sub(r'CVE_REF="steps-clean">', ">", text).replace(
        ">1. Clean the sealing face</ANNOTATION_VALUE>", ">Rest</ANNOTATION_VALUE>"
    )
    other = re.sub(r'"procedure":"[^"]*"', '"procedure":"prc-other"', text)
    foreign = re.sub(r'"shown":"[^"]*"', f'"shown":"{"0" * 64}"', text)
    for spoilt, says in (
        (reversed_, "Nothing was taken over. On the tier 'steps' at 0:08.000: .*ends before"),
        (unknown, "label 'Rest' is not known"),
        (other, "about another procedure"),
        (foreign, "no longer here"),
    ):
        with pytest.raises(TextError, match=says):
            desk.read_eaf(site, OWNER, spoilt.encode())
    assert review.entries(site, OWNER, made.session.id) == before


def test_a_session_for_which_nobody_answers_does_not_leave(site: Site, tmp_path: Path) -> None:
    made = sample.processed(site)
    with pytest.raises(Denied, match="what is to be hidden"):
        desk.write_eaf(site, OWNER, made.session.id, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_who_may_not_amend_may_not_read_a_file_either(out) -> None:
    site, _, folder = out
    trainer = Actor(id="acc-1", roles=frozenset({Role.TRAINER}))
    with pytest.raises(Denied):
        desk.read_eaf(site, trainer, text_of(folder / "out").encode())


def test_a_new_stretch_and_a_question_to_the_expert(out) -> None:
    site, made, folder = out
    answer_for(site, made)
    made_of = desk.write_eaf(site, OWNER, made.session.id, folder / "third", "ko")
    assert isinstance(made_of, Written) and made_of.stretches > 3
    text = text_of(folder / "third")
    assert "일반 발화" in text and PLAIN_SPEECH in text
    slots = '<TIME_SLOT TIME_SLOT_ID="n1" TIME_VALUE="11000"/>'
    slots += '<TIME_SLOT TIME_SLOT_ID="n2" TIME_VALUE="11750"/>'
    new = (
        '<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a900" TIME_SLOT_REF1="n1"'
        ' TIME_SLOT_REF2="n2"><ANNOTATION_VALUE>4. Test for leaks</ANNOTATION_VALUE>'
        "</ALIGNABLE_ANNOTATION></ANNOTATION>"
    )
    text = text.replace("</TIME_ORDER>", slots + "</TIME_ORDER>")
    text = re.sub(r'(<TIER TIER_ID="steps"[^>]*>)', r"\1" + new, text)
    asked = new.replace("a900", "a901").replace("4. Test for leaks", "전문가에게 묻기")
    text = re.sub(r'(<TIER TIER_ID="review"[^>]*)/>', r"\1>" + asked + "</TIER>", text)
    came = desk.read_eaf(site, OWNER, text.encode())
    assert (came.review, came.entries) == ("ask_expert", 2)
    added = [one for one in segments(site, made).values() if one.step_id == "test"]
    assert [(one.start_s, one.end_s) for one in added] == [(11.0, 11.75)]


def test_other_words_and_a_card_of_what_is_said(out) -> None:
    site, made, folder = out
    text = text_of(folder / "out")
    said = ">First wipe the face clean three times<"
    assert said in text
    text = text.replace(said, ">First wipe it three times<")
    text = re.sub(
        r'CVE_REF="tags-speech">(\s*<ANNOTATION_VALUE>)[^<]*', r">\1Danger", text, count=1
    )
    came = desk.read_eaf(site, OWNER, text.encode())
    timeline = sessions.timeline(site, OWNER, made.session.id)
    assert timeline is not None and timeline.utterances[0].text == "First wipe it three times"
    (card,) = cards.cards(site, OWNER, made.session.id).units
    assert (card.kind, card.text, came.entries) == ("hazard", "First wipe it three times", 2)
