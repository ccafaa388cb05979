"""Erasing a part for good: it is gone from the recording itself, and from everything made of it."""

import os
import shutil
import subprocess
import sys
from datetime import timedelta

import numpy as np
import pytest

from capture import artifacts, backup, closing, journal, key_backup, sessions, takes
from capture.access import NOBODY, OWNER
from capture.objects import ObjectStore
from capture.opening import add_recording
from capture.restore import Sources, restore
from capture.site import Site
from capture.sources import Place
from capture.verify import pending, verify
from data_schemas.artifact import Kind, Recipe
from data_schemas.clock import Interval, Span
from data_schemas.entry import ERASED, Act, Draft
from data_schemas.errors import Denied, Erased, InputError, StaleEntry
from data_schemas.knowledge import FoundSuggestions
from data_schemas.marks import Mark, Marks
from data_schemas.rights import Actor, Role
from data_schemas.sitting import Asked
from data_schemas.timeline import Question
from data_schemas.transcript import Transcript, Utterance
from pipelines import run
from pipelines.elicit.sitting import desk as sitting
from pipelines.erasure import desk
from pipelines.erasure.steps import finish_all
from pipelines.job import Subject
from pipelines.proxy import STAGE as PROXY
from pipelines.withdraw import withdraw
from tests import store
from tests.app import sample
from tests.capture.voices import voice, whole
from tests.conftest import placed

CUT = (5.0, 7.0)


@pytest.fixture
def made(site):
    return sample.processed(site)


def span(made, start_s=CUT[0], end_s=CUT[1]):
    return Span(recording=made.recording, start_s=start_s, end_s=end_s)


def erase(site, made, cut=None, who=OWNER):
    cut = cut or span(made)
    seen = desk.preview(site, who, made.session.id, cut)
    return desk.erase(site, who, made.session.id, cut, seen.confirmation)


def media_of(site, session, recording):
    found = sessions.get_session(site, OWNER, session)
    kept = next(one for one in found.recordings if one.id == recording)
    return artifacts.open_media(site, kept.original)


def loudness(media, start_s, end_s):
    heard = media.sound_within(Interval(start_s=start_s, end_s=end_s), 16_000)
    return float(np.abs(np.concatenate(list(heard))).max())


def is_black(media, start_s, end_s):
    shown = [
        frame.to_ndarray(format="rgb24").max()
        for _, frame in media.decoded_within(Interval(start_s=start_s, end_s=end_s))
    ]
    return bool(shown) and max(shown) < 24


def check_gone(site, made, before):
    """Old bytes have no key and lie nowhere; the part is black and silent, the rest is there."""
    scope = artifacts.session_scope(made.session.id)
    assert site.keys.find(scope, before) is None
    assert not ObjectStore(site.settings.vault).exists(site.vault.address(scope, before))
    media = media_of(site, made.session.id, made.recording)
    assert is_black(media, *CUT) and loudness(media, *CUT) < 1e-4
    assert not is_black(media, 1, 4) and loudness(media, 1, 4) > 0.1
    assert not is_black(media, 8, 11) and loudness(media, 8, 11) > 0.1
    assert media.info.duration_s == pytest.approx(sample.LENGTH_S, abs=0.05)
    assert pending(site) == 0
    assert all(one.is_done for one in desk.erasures(site, OWNER, made.session.id))
    assert verify(site, OWNER).problems == ()


def test_it_is_gone_from_the_recording_itself(site, made):
    before = made.session.recordings[0].original
    found = erase(site, made)
    assert [part.recording for part in found.parts] == [made.recording]
    assert finish_all(site) == 1
    check_gone(site, made, before)
    assert finish_all(site) == 0
    run.ensure(site, PROXY, Subject(*whole_of(site, made)))
    proxy, _ = sessions.open_proxy(site, OWNER, made.session.id, made.recording)
    assert proxy.read(8)[4:] == b"ftyp"


def whole_of(site, made):
    found = sessions.get_session(site, OWNER, made.session.id)
    return found, found.recordings[0]


def test_nobody_gets_any_of_it_from_the_confirmation_on(site, made):
    """Before any worker runs."""
    erase(site, made)
    session = made.session.id
    kinds = {one.kind for one in artifacts.find(site, session)}
    assert kinds == {Kind.ORIGINAL, Kind.CONSENT, Kind.ENTRY}
    with pytest.raises(Erased, match="being erased"):
        artifacts.open_media(site, made.session.recordings[0].original).check()
    assert sessions.timeline(site, OWNER, session) is None
    assert journal.struck_of(site, session)[0].start_s == CUT[0]
    wish = sessions.wish(site, OWNER, session)
    assert wish is not None, "the worker makes the rest anew"


def test_it_is_seen_and_confirmed_before(site, made):
    session = made.session.id
    seen = desk.preview(site, OWNER, session, span(made))
    assert seen.made >= 6 and not seen.acts and not seen.elsewhere
    with pytest.raises(InputError, match="look again"):
        desk.erase(site, OWNER, session, span(made), "")
    with pytest.raises(InputError, match="look again"):
        desk.erase(site, OWNER, session, span(made, 5, 7.5), seen.confirmation)
    words = Span(recording=made.recording, start_s=5.0, end_s=6.5)
    draft = Draft(act=Act.CORRECT, target="utt-1", span=words, after={"text": "SECRET"})
    journal.append(site, OWNER, session, draft, 0)
    with pytest.raises(InputError, match="look again"):
        desk.erase(site, OWNER, session, span(made), seen.confirmation)
    for outside in (span(made, 500, 501), Span(recording="rec-none", start_s=0, end_s=1)):
        with pytest.raises(InputError, match="within"):
            desk.preview(site, OWNER, session, outside)
    assert pending(site) == 0


def test_experts_erase_their_own_and_nobody_elses(site, made):
    me = Actor(id="me", roles=frozenset({Role.EXPERT}), expert=made.session.expert)
    others = (
        me.model_copy(update={"expert": "exp-other"}),
        Actor(id="in", roles=frozenset({Role.INTERVIEWER})),
        NOBODY,
    )
    seen = desk.preview(site, OWNER, made.session.id, span(made))
    for who in others:
        with pytest.raises(Denied):
            desk.erase(site, who, made.session.id, span(made), seen.confirmation)
    for who in (others[0], NOBODY):
        with pytest.raises(Denied):
            desk.preview(site, who, made.session.id, span(made))
    assert not desk.may_erase(site, others[1], made.session.id)
    assert desk.may_erase(site, me, made.session.id) and pending(site) == 0
    erase(site, made, who=me)
    assert pending(site) == 1


def test_all_cameras_that_saw_it(site, made, take):
    """The second one began 5.2 s later and shows one second; another take is not placed."""
    second = add_recording(site, OWNER, made.session.id, placed(take, Place(1, 5.2, "hand")))
    later = add_recording(site, OWNER, made.session.id, placed(take, Place(take=2)))
    found = erase(site, made, span(made, 5.0, 5.6))
    cuts = {part.recording: (part.start_s, part.end_s) for part in found.parts}
    assert cuts[second.id] == pytest.approx((0.0, 0.4))
    assert found.elsewhere == (later.id,)
    assert finish_all(site) == 2
    media = media_of(site, made.session.id, second.id)
    assert is_black(media, 0, 0.4) and not is_black(media, 0.6, 1)
    assert is_black(media_of(site, made.session.id, made.recording), 5.0, 5.6)


def test_what_people_said_about_it_goes_and_the_rest_stays(site, made):
    session = made.session.id
    inside = Span(recording=made.recording, start_s=5.0, end_s=6.5)
    outside = Span(recording=made.recording, start_s=1.0, end_s=3.0)
    for n, (where, text) in enumerate(((inside, "SECRET"), (outside, "plain"))):
        draft = Draft(act=Act.CORRECT, target=f"utt-{n}", span=where, after={"text": text})
        journal.append(site, OWNER, session, draft, n)
    old = [artifact for artifact, _ in journal.read(site, session)]
    assert erase(site, made).acts == (1,)
    finish_all(site)
    entries = [entry for _, entry in journal.read(site, session)]
    assert [entry.number for entry in entries] == [1, 2, 3]
    assert entries[0].target == ERASED and "SECRET" not in entries[0].model_dump_json()
    assert entries[1].after == {"text": "plain"} and entries[2].act is Act.STRIKE
    assert site.keys.find(artifacts.session_scope(session), old[0]) is None
    with pytest.raises(StaleEntry):
        journal.append(site, OWNER, session, Draft(act=Act.CONFIRM, target="x"), 2)
    assert verify(site, OWNER).problems == ()


def test_words_that_were_brought_and_marks_of_it_go(site, made):
    scope = artifacts.session_scope(made.session.id)
    lines = ((1.0, 2.0, "kept"), (5.5, 6.0, "SECRET"))
    given = Transcript(
        language="en", engine="import",
        utterances=tuple(Utterance(start_s=a, end_s=b, text=text) for a, b, text in lines),
    )  # fmt: skip
    recipe = artifacts.recipe_of(Kind.GIVEN_TRANSCRIPT, "ingest", recording=made.recording)
    artifacts.seal(site, recipe, scope, given)
    marks = Recipe(
        kind=Kind.MARKS, stage=artifacts.RECORDER, version="1",
        params={"recording": made.recording}, parents=(made.session.recordings[0].original,),
    )  # fmt: skip
    set_at = tuple(Mark(at_s=at, kind="key") for at in (1.0, 5.5))
    artifacts.seal(site, marks, scope, Marks(marks=set_at))
    erase(site, made)
    finish_all(site)
    (words,) = artifacts.find(site, made.session.id, Kind.GIVEN_TRANSCRIPT)
    assert artifacts.load(site, words.id).text == "kept"
    (left,) = artifacts.find(site, made.session.id, Kind.MARKS)
    assert [mark.at_s for mark in artifacts.load(site, left.id).marks] == [1.0]
    assert left.parents == (whole_of(site, made)[1].original,)


def answered(site, made, target="mom-1"):
    """A spoken answer to a question about the part."""
    session = made.session.id
    asked = Asked(target=target, question=Question(en="?", ko="?"), span=span(made, 5.5, 6.5))
    start = takes.Start(f"stm-{7:016x}", f"dev-{7:016x}", site.now() - timedelta(seconds=20))
    stream = sitting.begin_answer(site, OWNER, session, asked, start)
    takes.append(site, OWNER, session, stream.id, 0, voice())
    return closing.finish(site, OWNER, session, stream.id, whole(voice()))


def test_a_spoken_answer_about_it_goes_whole(site, made):
    kept = answered(site, made)
    found = erase(site, made)
    assert found.answers == (kept.id,)
    finish_all(site)
    assert [one.id for one in sessions.get_session(site, OWNER, made.session.id).recordings] == [
        made.recording
    ]
    assert site.keys.find(artifacts.session_scope(made.session.id), kept.original) is None
    assert verify(site, OWNER).problems == ()


def test_one_recording_alone(site, made, take):
    session = made.session.id
    with pytest.raises(InputError, match="only recording"):
        desk.preview_recording(site, OWNER, session, made.recording)
    kept = answered(site, made)
    second = add_recording(site, OWNER, session, placed(take, Place(1, 3.0, "hand")))
    for one in (kept, second):
        seen = desk.preview_recording(site, OWNER, session, one.id)
        with pytest.raises(Denied):
            desk.erase_recording(site, NOBODY, session, one.id, seen.confirmation)
        desk.erase_recording(site, OWNER, session, one.id, seen.confirmation)
    finish_all(site)
    assert [one.id for one in sessions.get_session(site, OWNER, session).recordings] == [
        made.recording
    ]
    for one in (kept, second):
        assert site.keys.find(artifacts.session_scope(session), one.original) is None
    with pytest.raises(InputError):
        desk.preview_recording(site, OWNER, session, "rec-none")


def test_without_the_first_camera_the_next_one_is_the_zero(site, made, take):
    session = made.session.id
    second = add_recording(site, OWNER, session, placed(take, Place(1, 3.0, "hand")))
    third = add_recording(site, OWNER, session, placed(take, Place(1, 4.0, "hand")))
    seen = desk.preview_recording(site, OWNER, session, made.recording)
    desk.erase_recording(site, OWNER, session, made.recording, seen.confirmation)
    finish_all(site)
    work = sessions.get_session(site, OWNER, session).work
    assert [(one.id, one.offset_s) for one in work] == [(second.id, 0.0), (third.id, 1.0)]


def test_suggestions_that_quote_it_are_gone(site, made):
    recipe = Recipe(kind=Kind.SUGGESTIONS, stage="t", version="1")
    scope = artifacts.session_scope(made.session.id)
    artifacts.seal(site, recipe, scope, FoundSuggestions(suggestions=()))
    erase(site, made)
    assert artifacts.find(site, made.session.id, Kind.SUGGESTIONS) == ()


def test_a_session_that_is_withdrawn_meanwhile_is_simply_gone(site, made):
    erase(site, made)
    withdraw(site, OWNER, made.session.id)
    assert pending(site) == 0 and finish_all(site) == 0
    assert artifacts.find(site, made.session.id) == ()


@pytest.mark.skipif(store.is_served(), reason="a server's database has dumps of its own")
def test_a_backup_from_before_does_not_bring_it_back(site, settings, made, tmp_path):
    before = made.session.recordings[0].original
    scope = artifacts.session_scope(made.session.id)
    backup.backup(site, OWNER, tmp_path / "backup")
    keys = key_backup.backup_keys(site, OWNER, tmp_path / "keys")
    shutil.copytree(keys.parent, tmp_path / "stick")
    erase(site, made)
    finish_all(site)
    renewed = key_backup.read(keys)
    assert not [n for n in renewed.objects if n.endswith(site.keys.name(scope, before))]
    site.close()
    shutil.rmtree(settings.folder)
    old = Sources(tmp_path / "backup", tmp_path / "stick" / keys.name)
    report = restore(settings, OWNER, old, finish_all, check=True)
    assert report.checked is not None and report.checked.problems == ()
    again = Site.open(settings)
    check_gone(again, made, before)
    again.close()


KILLED = """
import os, sys
from capture import artifacts, blackout, erased, journal, key_backup, vault
from capture.records import erasures, recordings
from capture.settings import load_settings
from capture.site import Site
from pipelines.erasure import steps

owner, name, after = sys.argv[1], sys.argv[2], sys.argv[3]
module = {"steps": steps, "records": erasures, "journal": journal, "recordings": recordings,
          "artifacts": artifacts, "vault": vault.Vault}[owner]
kept = getattr(module, name)

def dying(*given, **named):
    if after == "before":
        os._exit(9)
    kept(*given, **named)
    os._exit(9)

site = Site.open(load_settings())
setattr(module, name, dying)
steps.finish_all(site)
"""
POINTS = [
    ("records", "begin", "before"), ("steps", "black_out", "before"),
    ("steps", "black_out", "after"), ("recordings", "replace_original", "before"),
    ("recordings", "replace_original", "after"), ("journal", "blank", "before"),
    ("journal", "blank", "after"), ("steps", "forget_lists", "before"),
    ("vault", "erase", "before"), ("vault", "erase", "after"), ("steps", "_destroy", "before"),
    ("steps", "_destroy", "after"), ("records", "done", "before"), ("records", "done", "after"),
]  # fmt: skip


@pytest.mark.full
@pytest.mark.parametrize(("owner", "name", "after"), POINTS)
def test_killed_anywhere_the_next_one_finishes_it(
    site, settings, environment, made, owner, name, after
):
    before = made.session.recordings[0].original
    words = Span(recording=made.recording, start_s=5.0, end_s=6.5)
    draft = Draft(act=Act.CORRECT, target="utt-1", span=words, after={"text": "SECRET"})
    journal.append(site, OWNER, made.session.id, draft, 0)
    erase(site, made)
    site.close()
    died = subprocess.run(
        [sys.executable, "-c", KILLED, owner, name, after], env=environment, check=False,
        capture_output=True, cwd=os.getcwd(),
    )  # fmt: skip
    assert died.returncode == 9, died.stderr.decode()
    again = Site.open(settings)
    finish_all(again)
    check_gone(again, made, before)
    entries = [entry for _, entry in journal.read(again, made.session.id)]
    assert [entry.number for entry in entries] == [1, 2] and entries[0].target == ERASED
    sealed = artifacts.find(again, made.session.id, Kind.ENTRY)
    assert len(sealed) == 2, "nothing of the old act is left"
    again.close()
