"""Attacks: know-how, questions and sound with secrets planted in them, released in every format."""

from __future__ import annotations

import json
import wave
from pathlib import Path

import av
import numpy as np
import pyarrow.parquet as pq
import pytest

from app import catalogue
from capture import journal, procedures
from capture.access import OWNER
from data_schemas.clock import Span
from data_schemas.entry import Act, Draft
from data_schemas.errors import InputError
from data_schemas.knowledge import Evidence, UnitContent
from data_schemas.release import FormatOptions, Selection
from data_schemas.rights import ProtectionClass
from data_schemas.sitting import Asked, reply_draft
from data_schemas.timeline import Question
from pipelines.deidentify.copying.desk import make
from pipelines.deidentify.words import desk as words
from pipelines.elicit.cards import desk as cards
from pipelines.release import desk
from pipelines.release.formats import FORMATS
from pipelines.review.desk import refold
from tests import store
from tests.app import sample
from tests.encoding import by_letters
from tests.hidden import answered_for
from tests.pipelines.deidentify.planted import SECRET, TERMS, Planted, plant
from tests.pipelines.deidentify.test_words_leave import told_in

# What people wrote on cards that may not leave; none of it is hidden by any rule of words.
KEPT_HERE = ("멜론", "수박", "참외", "자두", "살구", "앵두")
QUOTED = Question(en='You said "Zephyr Coil": why?', ko='"한빛정밀"이라고 하셨는데 왜요?')
OWN = Question(en="김철수 반장님은 왜 그래요?", ko="김철수 반장님은 왜 그래요?")
STRUCK = (13.0, 14.0)


def content(planted: Planted, text: str, at: tuple[float, float] = (2.0, 3.0), **more):
    evidence = (
        Evidence(recording=planted.made.recording, start_s=at[0], end_s=at[1], track="audio"),
    )
    fields = {
        "step_id": "clean", "kind": "key_point", "language": "ko", "origin": "annotator",
        "text": text, "evidence": evidence,
    }  # fmt: skip
    return UnitContent.model_validate({**fields, **more})


def card(planted: Planted, told: UnitContent, confirm: bool = True):
    made = cards.make(planted.site, OWNER, planted.session, told)
    if confirm:
        cards.advance(planted.site, OWNER, planted.session, made, "expert_confirmed", "Choi")
    return made


def ask(planted: Planted, target: str, question: Question, outcome="nothing", kind=None) -> None:
    span = Span(recording=planted.made.recording, start_s=1.0, end_s=2.5)
    asked = Asked(target=target, question=question, span=span, kind=kind, step_id="clean")
    journal.add(planted.site, OWNER, planted.session, reply_draft(asked, outcome, "자두"))


def _plant_more(planted: Planted) -> None:
    site, session = planted.site, planted.session
    card(planted, content(planted, "멜론은 초안"), confirm=False)
    core = ProtectionClass.NATIONAL_CORE
    card(planted, content(planted, "수박은 더 비밀", protection_class=core))
    struck = card(planted, content(planted, "참외는 뺐어요"))
    cards.strike(site, OWNER, session, struck.id)
    card(planted, content(planted, "살구는 빠진 초에 있어요", STRUCK))
    replaced = card(planted, content(planted, "앵두는 옛말"))
    card(planted, content(planted, "김철수 반장님이 두 번 닦으래요", supersedes=replaced.id))
    ask(planted, "own-1", OWN)
    ask(planted, "own-2", QUOTED)
    ask(planted, "own-3", Question(en="Declined", ko="거절"), "declined")
    ask(planted, "mom-1", QUOTED, kind="pause")
    whole = Span(recording=planted.made.recording, start_s=STRUCK[0], end_s=STRUCK[1])
    journal.add(site, OWNER, session, Draft(act=Act.STRIKE, target="", span=whole))
    refold(site, session)
    planted.confirm()
    planted.approve()


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("planted")
    site = store.opened(store.settings_at(folder))
    found = plant(site)
    _plant_more(found)
    yield found
    site.close()


@pytest.fixture(scope="module")
def outs(planted: Planted, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Everything, before and after there is a masked copy."""
    folder = tmp_path_factory.mktemp("released")
    padded = FormatOptions(padding_s=0.35)
    chosen = Selection(name="x", formats=tuple(FORMATS), options=padded)
    encoded: list[str] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(desk, "text_encoder", lambda: by_letters(encoded))
        for name in ("before", "after"):
            made = desk.create(planted.site, OWNER, chosen, folder / name, catalogue.say)
            assert made.refused == ()
            make(planted.site, planted.session, lambda _share: None)
    # A vector tells much of its text: what stays here is not even encoded.
    assert encoded
    for secret in (*SECRET, *KEPT_HERE):
        assert secret.lower() not in " ".join(encoded).lower()
    return folder / "before", folder / "after"


def rows(out: Path, name: str) -> list[dict]:
    files = sorted((out / "data" / name).glob("**/*.jsonl"))
    return [json.loads(line) for one in files for line in one.read_text("utf-8").splitlines()]


def test_no_secret_and_nothing_that_stays_is_in_any_file_of_any_format(outs):
    for out in outs:
        told = told_in(out)
        assert {Path(name).parts[1] for name in told if name.startswith("data/")} > set(FORMATS)
        for name, text in told.items():
            for secret in (*SECRET, *KEPT_HERE, "Choi", "owner"):
                assert secret.lower() not in text.lower(), f"{secret} in {name}"


def test_no_id_is_a_digest_of_words_that_are_hidden(outs, planted):
    """A card's own id would tell whether a guess at what a mark hides is right."""
    held = {one.id for one in cards.cards(planted.site, OWNER, planted.session).units}
    assert len(held) >= 4
    texts = [text for out in outs for text in told_in(out).values()]
    assert not [name for name in held for text in texts if name in text]
    first, second = ({row["unit"] for row in rows(out, "qa")} for out in outs)
    assert first == second and len(first) == 2, "the same name in every release"


def test_what_may_leave_does_with_marks_in_place_of_what_is_hidden(outs):
    answers = {row["answer"] for row in rows(outs[0], "qa")}
    assert answers == {
        "[이름 1] 반장님이 두 번 닦으래요", "[이름 1] 반장님이 [고객사 A] 것은 두 번 닦으래요",
    }  # fmt: skip
    (cue,) = rows(outs[0], "cues")
    assert cue["description"] == "[고객사 A]의 소리" and "5678" not in cue["normal"]


def test_questions_leave_covered_and_only_where_nobody_refused(outs):
    found = {row["id"].split("/")[1]: row for row in rows(outs[0], "explained")}
    # mom-1 quotes words, nobody knows which, and something was struck
    assert set(found) == {"own-1", "own-2"}
    assert found["own-1"]["question_ko"].startswith("[이름 1] 반장님은")
    assert "[고객사 A]" in found["own-2"]["question_ko"]
    assert {row["outcome"] for row in found.values()} == {"nothing"}
    assert {row["found_by"] for row in found.values()} == {"person"}


def test_a_question_of_ones_own_is_among_the_texts_that_are_looked_through(planted):
    texts = {one.text for one in words.read(planted.site, planted.session).texts}
    assert OWN.ko in texts and QUOTED.ko not in texts


def test_sound_leaves_from_the_masked_copy_only(outs, planted):
    before, after = outs
    assert list((before / "data/wav").glob("**/*.wav")) == []
    told = (before / "data/wav/README.md").read_text("utf-8")
    assert f"Session {planted.session}: " in told and "no masked copy" in told
    first = next(row for row in rows(after, "wav") if row["start_s"] == 0.5)
    assert "[이름 1]" in first["transcription"] and first["before_s"] == 0.35
    (file,) = (after / "data/wav").glob(f"*/{first['file_name']}")
    with wave.open(str(file)) as opened:
        data = np.frombuffer(opened.readframes(opened.getnframes()), "<i2")
    name = planted.found("김철수").mask
    at = name.start_s - (first["start_s"] - first["before_s"])
    part = data[int(at * 16_000) : int((at + name.end_s - name.start_s) * 16_000)]
    pitch = np.abs(np.fft.rfft(part)).argmax() / (len(part) / 16_000)
    assert pitch == pytest.approx(800, abs=15), "the name is a beep, as in the copy"


def test_pictures_leave_from_the_masked_copy_only_and_struck_seconds_are_black(outs):
    before, after = outs
    for name in ("lerobot", "webdataset"):
        assert [one.name for one in (before / "data" / name).rglob("*.*")] == ["README.md"]
        told = (before / f"data/{name}/README.md").read_text("utf-8")
        assert "no masked copy" in told.replace("\n", " ")
    (film,) = (after / "data/lerobot/videos").rglob("*.mp4")
    (rows,) = (after / "data/lerobot/data").rglob("*.parquet")
    at = np.array(pq.read_table(rows)["time.source_s"])
    with av.open(str(film)) as opened:
        light = [one.to_ndarray(format="gray").max() for one in opened.decode(video=0)]
    struck = (at >= STRUCK[0]) & (at < STRUCK[1])
    assert len(light) == len(at) and struck.sum() == 15
    assert max(np.array(light)[struck]) < 20 < min(np.array(light)[at < STRUCK[0] - 0.3])
    (sound,) = (after / "data/lerobot/sound").rglob("*.wav")
    with wave.open(str(sound)) as opened:
        data = np.frombuffer(opened.readframes(opened.getnframes()), "<i2")
    assert not data[int(STRUCK[0] * 16_000) : int(STRUCK[1] * 16_000)].any() and data.any()


def test_a_step_that_nobody_did_keeps_the_session_here_if_its_id_tells(site, tmp_path):
    words.import_terms(site, OWNER, TERMS.encode(), "terms.csv")
    steps = [*sample.STEPS, {"id": "zephyr-coil", "title": "Wind it"}]
    text = json.dumps({"title": "Coil", "language": "en", "steps": steps})
    procedure = procedures.import_procedure(site, OWNER, text.encode(), "coil.yaml")
    made = sample.processed(site, sample.take_in(site, procedure=procedure))
    answered_for(site, made.session.id)
    with pytest.raises(InputError, match="the id of a step"):
        desk.create(site, OWNER, Selection(name="x"), tmp_path / "out")
