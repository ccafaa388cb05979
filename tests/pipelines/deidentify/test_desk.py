"""Proposals, people's word on them, the look at pictures, the decision and what it opens."""

from __future__ import annotations

import numpy as np
import pytest

from capture import artifacts, consent, journal, sessions
from capture.access import OWNER
from capture.media import Media
from capture.permission import decide
from capture.records import recordings as recording_records
from capture.site import Site
from data_schemas.artifact import Kind, Recipe
from data_schemas.clock import Span
from data_schemas.entry import Act, Draft
from data_schemas.errors import Denied, InputError, Tampered, UnknownError
from data_schemas.mask import BoxAt, FoundMasks, MaskDoubt, Patch, PictureMask
from data_schemas.rights import Action, Consent, Present, Purpose
from pipelines.deidentify import desk
from pipelines.deidentify.copying.desk import make
from pipelines.deidentify.drawing import desk as drawing
from pipelines.deidentify.drawing.desk import Drawn
from pipelines.deidentify.sampling import RANDOM
from pipelines.deidentify.words import desk as words
from pipelines.release.gathering.desk import _withheld as withheld_of_release
from pipelines.review import desk as review
from tests.app import sample
from tests.hidden import ready

LEFT = Patch(x=0.1, y=0.1, w=0.2, h=0.3)
RIGHT = Patch(x=0.6, y=0.1, w=0.2, h=0.3)


def proposal(made: sample.Sample, patch: Patch, name: str) -> PictureMask:
    return PictureMask(
        id=f"mask-{name}", recording=made.recording, kind="face", origin="machine",
        boxes=(BoxAt(at_s=0.0, box=patch),), start_s=0.0, end_s=sample.LENGTH_S,
    )  # fmt: skip


@pytest.fixture
def made(site: Site) -> sample.Sample:
    found = sample.processed(site)
    masks = (proposal(found, LEFT, "left"), proposal(found, RIGHT, "right"))
    doubts = (MaskDoubt(at_s=2.0, why="disagree"), MaskDoubt(at_s=4.0, why="missed"))
    propose(site, found, FoundMasks(masks=masks, doubts=doubts, looked_at=36))
    return found


def propose(site: Site, made: sample.Sample, found: FoundMasks, version: str = "1") -> None:
    original = made.session.recordings[0].original
    recipe = Recipe(kind=Kind.MASKS, stage="masks", version=version, parents=(original,))
    artifacts.seal(site, recipe, artifacts.session_scope(made.session.id), found)


def look(site: Site, made: sample.Sample, seen="hidden", count: int = 99) -> None:
    for one in desk.queue(site, OWNER, made.session.id).samples[:count]:
        desk.judge(site, OWNER, made.session.id, one.id, seen)


def read(site: Site, made: sample.Sample) -> None:
    for one in words.queue(site, OWNER, made.session.id).samples:
        words.judge(site, OWNER, made.session.id, one.id, "hidden")


def confirmed(site: Site, made: sample.Sample) -> None:
    look(site, made)
    read(site, made)
    desk.confirm(site, OWNER, made.session.id, "Lee")
    make(site, made.session.id, lambda _share: None)


def copy_of(site: Site, made: sample.Sample, door=sessions.open_masked) -> Media:
    def opened():
        return door(site, OWNER, made.session.id, made.recording)[0]

    return Media(opened)


def hidden(image: np.ndarray, patch: Patch) -> bool:
    """Whether a patch is one even grey, which nothing in the recording is."""
    height, width = image.shape[:2]
    rows = slice(int(patch.y * height) + 4, int((patch.y + patch.h) * height) - 4)
    columns = slice(int(patch.x * width) + 4, int((patch.x + patch.w) * width) - 4)
    off = np.abs(image[rows, columns].astype(float) - 43)
    return bool(off.mean() < 4 and np.percentile(off, 98) < 15)


def may_leave(site: Site, made: sample.Sample) -> bool:
    return decide(OWNER, Action.RELEASE, ready(site, made.session.id)).allowed


def test_what_nobody_judged_is_hidden_and_what_was_rejected_is_not(site, made):
    desk.reject(site, OWNER, made.session.id, "mask-right")
    confirmed(site, made)
    plain = next(iter(copy_of(site, made, sessions.open_proxy).frames()))
    assert not hidden(plain.image, LEFT)
    # Later on the ground there is lighter than what is painted.
    frames = [one.image for one in copy_of(site, made).frames(2.0) if one.time_s > 5]
    assert all(hidden(one, LEFT) for one in frames)
    assert not any(hidden(one, RIGHT) for one in frames)


def test_a_rejected_mask_can_be_accepted_after_all(site, made):
    desk.reject(site, OWNER, made.session.id, "mask-right")
    desk.accept(site, OWNER, made.session.id, "mask-right")
    state = desk.masks(site, OWNER, made.session.id).state("mask-right")
    assert state is not None and state.applies and state.judged == "accepted"


def test_nothing_leaves_before_and_everything_that_may_does_after(site, made):
    assert not may_leave(site, made)
    with pytest.raises(UnknownError, match="not made yet"):
        sessions.open_masked(site, OWNER, made.session.id, made.recording)
    confirmed(site, made)
    assert may_leave(site, made)
    decision = desk.decision(site, OWNER, made.session.id)
    assert decision is not None and decision.name == "Lee" and decision.applied == 2
    assert decision.overall.judged == RANDOM and decision.overall.missed == 0
    assert 0.08 < decision.overall.high < 0.09  # none of 40 is no proof of none


def test_without_a_decision_no_copy_is_made(site, made):
    assert make(site, made.session.id, lambda _share: None) == ()
    assert artifacts.find(site, made.session.id, Kind.MASKED) == ()


@pytest.mark.parametrize(
    "change",
    [
        lambda site, made: desk.reject(site, OWNER, made.session.id, "mask-left"),
        lambda site, made: desk.disguise(site, OWNER, made.session.id, True),
        lambda site, made: drawing.hush(site, OWNER, made.session.id, span(made, 1.0, 2.0)),
        lambda site, made: desk.reopen(site, OWNER, made.session.id),
        lambda site, made: propose(site, made, FoundMasks(), version="2"),
        lambda site, made: review.amend(
            site, OWNER, made.session.id, corrected(site, made),
            journal.last_number(site, made.session.id),
        ),
        lambda site, made: journal.add(
            site, OWNER, made.session.id,
            Draft(act=Act.ANSWER, target="mom-1", after={"outcome": "answered", "text": "ask Kim"}),
        ),
        lambda site, made: _another_recording(site, made),
        lambda site, made: consent.name_present(
            site, OWNER, made.session.id, (Present(role="learner", label="x", agreed="mask"),)
        ),
    ],
    ids=[
        "mask", "voice", "sound", "reopened", "proposals", "words", "answer", "recording", "people",
    ],
)  # fmt: skip
def test_whatever_changes_takes_the_decision_away_and_the_copy_with_it(site, made, change):
    confirmed(site, made)
    change(site, made)
    assert not may_leave(site, made)
    assert desk.decision(site, OWNER, made.session.id) is None
    with pytest.raises(UnknownError):
        sessions.open_masked(site, OWNER, made.session.id, made.recording)


def span(made: sample.Sample, start_s: float, end_s: float) -> Span:
    return Span(recording=made.recording, start_s=start_s, end_s=end_s)


def corrected(site: Site, made: sample.Sample) -> Draft:
    timeline = sessions.timeline(site, OWNER, made.session.id)
    assert timeline is not None
    line = timeline.utterances[0]
    return Draft(
        act=Act.CORRECT, target=line.id, span=span(made, line.start_s, line.end_s),
        before={"text": line.text}, after={"text": "Kim wipes it"},
    )  # fmt: skip


def _another_recording(site: Site, made: sample.Sample) -> None:
    one = made.session.recordings[0].model_copy(
        update={"id": "rec-new", "role": "answer", "offset_s": None}
    )
    with site.db() as db:
        recording_records.add(db, one)


def test_looking_at_pictures_takes_no_decision_away(site, made):
    confirmed(site, made)
    one = desk.queue(site, OWNER, made.session.id).samples[0]
    desk.judge(site, OWNER, made.session.id, one.id, "hidden")
    assert may_leave(site, made)


def test_nobody_confirms_without_having_looked(site, made):
    with pytest.raises(InputError, match="Look at 20"):
        desk.confirm(site, OWNER, made.session.id, "Lee")
    look(site, made, count=desk.FEWEST + 1)
    with pytest.raises(InputError, match="Look at 20"):  # two of them were no random ones
        desk.confirm(site, OWNER, made.session.id, "Lee")
    with pytest.raises(InputError, match="write a name"):
        desk.confirm(site, OWNER, made.session.id, "   ")


def test_nobody_confirms_while_a_picture_shows_somebody(site, made):
    look(site, made)
    first = desk.queue(site, OWNER, made.session.id).samples[0]
    desk.judge(site, OWNER, made.session.id, first.id, "seen")
    with pytest.raises(InputError, match="still shows somebody"):
        desk.confirm(site, OWNER, made.session.id, "Lee")


def test_a_changed_mask_is_looked_at_again_and_only_there(site, made):
    look(site, made)
    key = BoxAt(at_s=6.0, box=RIGHT.grown(0.2))
    drawing.draw(
        site, OWNER, made.session.id, Drawn(made.recording, "screen", key, 8.0, follows=False)
    )
    found = desk.queue(site, OWNER, made.session.id)
    open_ = {one.at_s for one in found.samples if one.answer is None}
    assert open_ == {one.at_s for one in found.samples if 6.0 <= one.at_s < 8.0} and open_


def test_only_a_generated_session_is_confirmed_without_looking(site, made):
    with pytest.raises(InputError, match="generated"):
        desk.confirm(site, OWNER, made.session.id, "demo", synthetic=True)
    assert not may_leave(site, made)


def test_a_session_that_was_not_searched_cannot_be_confirmed(site):
    unsearched = sample.processed(site)
    with pytest.raises(InputError, match="still being searched"):
        desk.confirm(site, OWNER, unsearched.session.id, "Lee")


def test_where_all_stays_in_the_house_faces_are_looked_for_once_somebody_asks(site):
    session = sample.processed(site).session.id
    consent.grant(site, OWNER, session, Consent(purposes=frozenset({Purpose.TEACH})))
    with pytest.raises(InputError, match="No faces were looked for"):
        desk.confirm(site, OWNER, session, "Lee")
    before = sessions.wish(site, OWNER, session)
    desk.look_for_faces(site, OWNER, session)
    asked = sessions.wish(site, OWNER, session)
    assert sessions.get_session(site, OWNER, session).wants_faces
    assert asked is not None and asked.run == (before.run if before else 0) + 1
    with pytest.raises(InputError, match="still being searched"):
        desk.confirm(site, OWNER, session, "Lee")


def test_a_drawn_mask_follows_and_is_mended_at_another_second(site, made):
    first = drawing.draw(
        site, OWNER, made.session.id, Drawn(made.recording, "badge", BoxAt(at_s=1.0, box=LEFT), 4.0)
    )
    assert first.box_at(0.9) is None and first.box_at(1.0) == LEFT and first.box_at(4.0) is None
    there = Patch(x=0.3, y=0.3, w=0.2, h=0.3)
    mended = drawing.redraw(site, OWNER, made.session.id, first.id, BoxAt(at_s=2.0, box=there))
    found = mended.box_at(2.0)
    assert mended.id == first.id and found is not None and found.iou(there) > 0.95
    assert mended.keys == (BoxAt(at_s=1.0, box=LEFT), BoxAt(at_s=2.0, box=there))
    desk.reject(site, OWNER, made.session.id, first.id)
    assert desk.masks(site, OWNER, made.session.id).state(first.id) is None


def test_a_proposal_that_was_drawn_anew_keeps_its_way_up_to_there(site, made):
    there = Patch(x=0.3, y=0.3, w=0.2, h=0.3)
    mended = drawing.redraw(site, OWNER, made.session.id, "mask-left", BoxAt(at_s=5.0, box=there))
    assert mended.box_at(0.0) == LEFT and mended.origin == "person"
    found = mended.box_at(5.0)
    assert found is not None and found.iou(there) > 0.95


@pytest.mark.parametrize("at_s", [-1.0, 11.9999, 40.0])
def test_a_box_outside_of_the_recording_is_refused(site, made, at_s):
    drawn = Drawn(made.recording, "badge", BoxAt(at_s=at_s, box=LEFT), min(at_s, 11.0))
    before = journal.last_number(site, made.session.id)
    with pytest.raises(InputError):
        drawing.draw(site, OWNER, made.session.id, drawn)
    assert journal.last_number(site, made.session.id) == before


def test_a_beep_takes_the_words_out_of_papers_and_datasets_too(site, made):
    one = drawing.hush(site, OWNER, made.session.id, span(made, 5.0, 7.0))
    session = sessions.get_session(site, OWNER, made.session.id)
    assert span(made, 5.0, 7.0) in withheld_of_release(site, session)
    desk.reject(site, OWNER, made.session.id, one.id)
    assert withheld_of_release(site, session) == ()


def test_a_masked_face_takes_nobodys_words_away(site, made):
    desk.accept(site, OWNER, made.session.id, "mask-left")
    session = sessions.get_session(site, OWNER, made.session.id)
    assert withheld_of_release(site, session) == ()


def test_a_beep_is_in_the_copy_and_not_in_the_recording(site, made):
    drawing.hush(site, OWNER, made.session.id, span(made, 5.0, 7.0), "silence")
    confirmed(site, made)
    sound = copy_of(site, made).sound_array(16_000)
    assert np.abs(sound[int(5.1 * 16_000) : int(6.9 * 16_000)]).max() < 0.01
    assert np.abs(sound[int(3.0 * 16_000) : int(4.5 * 16_000)]).max() > 0.02


def test_what_was_taken_out_is_black_and_silent_in_the_copy(site, made):
    review.strike(
        site,
        OWNER,
        made.session.id,
        span(made, 5.0, 7.0),
        journal.last_number(site, made.session.id),
    )
    confirmed(site, made)
    media = copy_of(site, made)
    whole = Patch(x=0.0, y=0.0, w=1.0, h=1.0)
    by_time = {round(f.time_s, 2): hidden(f.image, whole) for f in media.frames(2.0)}
    assert by_time[6.0] and not by_time[4.0]
    sound = media.sound_array(16_000)
    assert np.abs(sound[int(5.1 * 16_000) : int(6.9 * 16_000)]).max() < 0.01


def test_a_new_copy_takes_the_place_of_the_old_one(site, made):
    confirmed(site, made)
    (old,) = artifacts.find(site, made.session.id, Kind.MASKED)
    desk.reject(site, OWNER, made.session.id, "mask-right")
    confirmed(site, made)
    (new,) = artifacts.find(site, made.session.id, Kind.MASKED)
    assert new.id != old.id
    with pytest.raises(UnknownError):
        artifacts.open_bytes(site, old.id)


def test_a_playable_copy_that_was_edited_makes_no_masked_one(site, settings, made):
    look(site, made)
    read(site, made)
    desk.confirm(site, OWNER, made.session.id, "Lee")
    (proxy,) = artifacts.find(site, made.session.id, Kind.PROXY)
    name = site.keys.name(artifacts.session_scope(made.session.id), proxy.id)
    (stored,) = [
        p
        for p in settings.folder.rglob("*")
        if p.is_file() and name in str(p) and p.stat().st_size > 5000
    ]
    data = bytearray(stored.read_bytes())
    data[len(data) // 2] ^= 1
    stored.write_bytes(data)
    with pytest.raises(Tampered):
        make(site, made.session.id, lambda _share: None)
    assert artifacts.find(site, made.session.id, Kind.MASKED) == ()


def test_a_still_shows_the_masks_and_without_them_only_when_asked(site, made):
    import cv2

    def shown(masked: bool):
        data = desk.picture(site, OWNER, made.session.id, made.recording, 3.0, masked)
        return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)

    assert hidden(shown(True), LEFT) and not hidden(shown(False), LEFT)


def test_voices_are_disguised_by_a_measure_that_the_key_tells(site, made):
    desk.disguise(site, OWNER, made.session.id, True)
    confirmed(site, made)
    plain = copy_of(site, made, sessions.open_proxy)
    one, other = plain.sound_array(16_000), copy_of(site, made).sound_array(16_000)
    shared = min(len(one), len(other))
    assert abs(np.corrcoef(one[:shared], other[:shared])[0, 1]) < 0.9


def test_an_unknown_mask_or_sample_is_refused(site, made):
    for act in (desk.accept, desk.reject):
        with pytest.raises(InputError, match="no such mask"):
            act(site, OWNER, made.session.id, "mask-other")
    with pytest.raises(InputError, match="not to be looked at"):
        desk.judge(site, OWNER, made.session.id, "mask-look-x", "hidden")


def test_after_withdrawal_nothing_of_it_can_be_opened(site, made):
    from pipelines.withdraw import withdraw

    confirmed(site, made)
    withdraw(site, OWNER, made.session.id)
    for door in (desk.masks, desk.queue, desk.proposals):
        with pytest.raises(Denied):
            door(site, OWNER, made.session.id)
    with pytest.raises(Denied):
        sessions.open_masked(site, OWNER, made.session.id, made.recording)
    assert artifacts.find(site, made.session.id) == ()
