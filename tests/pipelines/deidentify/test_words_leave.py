"""What is hidden in words is nowhere in what leaves: every file is read to its last cell."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from app import catalogue
from app.pages.masking import Hiding
from app.pages.parts import hidden_words
from capture import consent, journal, sessions
from capture.access import OWNER
from capture.media import Media
from data_schemas.errors import InputError
from data_schemas.handout import HandoutSelection
from data_schemas.release import Selection
from data_schemas.rights import Present
from pipelines.deidentify.copying.desk import make
from pipelines.deidentify.words import desk as words
from pipelines.handout import desk as handouts
from pipelines.labelstudio.elan import desk as elan
from pipelines.release import desk as releases
from pipelines.release.bag import manifest_of, verify
from tests import store
from tests.hidden import reopened
from tests.pipelines.deidentify.planted import PLAIN, SECRET, Planted, plant


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("planted")
    site = store.opened(store.settings_at(folder))
    found = plant(site)
    # Somebody is to be masked, so that papers are made of what is hidden, too.
    consent.name_present(
        site, OWNER, found.session, (Present(role="learner", label="x", agreed="mask"),)
    )
    found.confirm()
    found.approve()
    yield found
    site.close()


@pytest.fixture(scope="module")
def out(planted: Planted, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("released") / "out"
    made = releases.create(planted.site, OWNER, Selection(name="x"), folder, catalogue.say)
    assert made.refused == () and made.rows == 2
    return folder


def told_in(folder: Path) -> dict[str, str]:
    """All text of all files: what is compressed is opened, columns are read."""
    return {str(one.relative_to(folder)): _text(one) for one in folder.rglob("*") if one.is_file()}


def _text(file: Path) -> str:
    data = file.read_bytes()
    if file.suffix == ".parquet":
        table = pq.read_table(file)
        return f"{table.schema} {table.schema.metadata} {table.to_pydict()}"
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = (archive.read(name).decode(errors="replace") for name in archive.namelist())
            return re.sub(r"<[^>]+>", "", " ".join(parts))
    return data.decode(errors="replace")


def test_none_of_the_words_is_in_any_file_of_a_release(out):
    told = told_in(out)
    assert len(told) > 8 and any(name.endswith(".parquet") for name in told)
    for name, text in told.items():
        for secret in SECRET:
            assert secret.lower() not in text.lower(), f"{secret} in {name}"
            assert secret not in name
    whole = " ".join(told.values())
    for plain in (*PLAIN, "[이름 1]", "[고객사 A]", "[전화번호 1]"):
        assert plain in whole, plain


def test_subtitles_and_rows_show_what_stands_instead(out, planted):
    subtitles = (out / f"data/vtt/{planted.session}.vtt").read_text()
    assert "이건 [이름 1] 반장님이 가르쳐 주셨어요" in subtitles
    (rows,) = (out / "data/hf/segments").glob("*.parquet")
    table = pq.read_table(rows)
    assert table["step_title"].to_pylist()[0] == "[고객사 A] 플랜지 닦기"
    assert "[name 2], you call him" in table["narration"].to_pylist()[1]


def test_a_release_holds_its_report_in_both_languages_and_its_manifest_lists_it(out):
    assert verify(out) == []
    listed = manifest_of(out)
    korean, english = (f"data/deidentification.{name}.md" for name in ("ko", "en"))
    assert {korean, english} <= set(listed)
    told = (out / english).read_text()
    assert "Lee" in told and "names of people: " in told and "lines drawn at random" in told
    assert "가명처리" in (out / korean).read_text()
    (out / korean).write_text("Nothing was hidden.")
    try:
        assert any("was changed" in one for one in verify(out))
    finally:
        (out / korean).unlink()


def test_papers_of_a_session_with_somebody_to_mask_hide_them_too(planted, tmp_path):
    chosen = HandoutSelection(
        session=planted.session, kinds=("sheet", "redline"), formats=("html", "docx", "text")
    )
    folder = tmp_path / "papers"
    handouts.make(planted.site, OWNER, chosen, folder, catalogue.say)
    told = told_in(folder)
    # What the site wrote itself stays as written on its own papers; what was said does not.
    said = [one for one in SECRET if one not in ("한빛정밀", "Zephyr", "김철수", "철수")]
    for name, text in told.items():
        for secret in (*said, "김철수 반장님이"):
            assert secret not in text, f"{secret} in {name}"
    assert any("[이름 1] 반장님이 [고객사 A] 것은" in text for text in told.values())


def test_what_is_hidden_in_words_is_not_heard_in_the_copy(planted):
    make(planted.site, planted.session, lambda _share: None)

    def opened():
        door = sessions.open_masked
        return door(planted.site, OWNER, planted.session, planted.made.recording)[0]

    sound = Media(opened).sound_array(16_000)

    def pitch(start_s: float, end_s: float) -> float:
        part = sound[int(start_s * 16_000) : int(end_s * 16_000)]
        return float(np.abs(np.fft.rfft(part)).argmax() / (end_s - start_s))

    assert pitch(0.6, 1.2) == pytest.approx(440, abs=15), "what is around it is heard"
    name = planted.found("김철수").mask
    assert pitch(name.start_s - 0.15, name.end_s + 0.15) == pytest.approx(800, abs=15)
    assert pitch(7.6, 8.4) == pytest.approx(800, abs=15), "공일공"
    assert pitch(8.9, 10.4) == pytest.approx(800, abs=15), "and how it goes on after a breath"


def test_a_report_tells_counts_and_not_a_word(planted):
    from pipelines.deidentify import desk
    from pipelines.deidentify.report import report

    told = desk.reported(planted.site, OWNER, planted.session)
    assert told.words["confidential"] == 7 and told.words["email"] == 1
    for language in ("ko", "en"):
        text = report(catalogue.say(language), (told,))
        assert not [one for one in SECRET if one in text]


def test_an_id_that_tells_what_is_hidden_keeps_the_session_here(planted):
    cover = words.read(planted.site, planted.session).cover()
    assert cover.is_told_by("zephyr-coil-3") and cover.is_told_by("walter_harris")
    assert not cover.is_told_by("clean") and not cover.is_told_by("prc-0102030405060708")


def test_a_quotation_of_words_that_nobody_saw_is_covered_by_the_same_rules(planted):
    cover = words.read(planted.site, planted.session).cover()
    assert cover.text("김철수 반장님이 또 왔어요") == "[이름 1] 반장님이 또 왔어요"
    assert "5555" not in cover.text("전화는 010-5555-1234예요")
    assert cover.text("공일공이라고 하셨죠") == "[전화번호 1]이라고 하셨죠", "a piece of one, too"
    assert cover.text("Nothing at all") == "Nothing at all"


@pytest.mark.parametrize(
    "act",
    [
        {},
        {"acts": "accept"},
        {"acts": [1]},
        {"acts": [{"do": "erase"}]},
        {"acts": [{"do": "accept"}]},
        {"acts": [{"do": "call", "mask": "msk-other"}]},
        {"acts": [{"do": "hide", "words": "반장님"}]},
        {"acts": [{"do": "hide", "words": "반장님", "kind": "x"}]},
        {"acts": [{"do": "back", "own": "1"}]},
    ],
)
def test_what_a_page_cannot_have_told_changes_nothing(planted, act):
    recording = planted.made.session.recordings[0]
    hiding = Hiding(planted.site, OWNER, planted.made.session, recording)
    before = journal.last_number(planted.site, planted.session)
    with pytest.raises(InputError):
        hidden_words.done(hiding, act)
    assert journal.last_number(planted.site, planted.session) == before


def test_a_word_that_was_refused_stays_and_what_cannot_be_is_refused(planted):
    with pytest.raises(InputError, match="no such mask"):
        words.reject(planted.site, OWNER, planted.session, "msk-other")
    with pytest.raises(InputError, match="stand nowhere"):
        words.hide(planted.site, OWNER, planted.session, "not said by anybody")
    with pytest.raises(InputError, match="Choose the words"):
        words.hide(planted.site, OWNER, planted.session, " a ")
    name = planted.found("김철수").mask.id
    with pytest.raises(InputError, match="hidden itself"):
        words.call(planted.site, OWNER, planted.session, name, "박영희 과장님")
    with pytest.raises(InputError, match="brackets"):
        words.call(planted.site, OWNER, planted.session, name, "[x]")


def test_none_of_the_words_is_in_a_file_for_elan_and_its_marks_bring_them_back(planted, tmp_path):
    make(planted.site, planted.session, lambda _share: None)
    reopened(planted.site, planted.session)
    folder = tmp_path / "elan"
    elan.write_eaf(planted.site, OWNER, planted.session, folder)
    (file,) = folder.glob("*.eaf")
    told = file.read_text()
    for secret in SECRET:
        assert secret.lower() not in told.lower(), secret
    assert "이건 [이름 1] 반장님이 가르쳐 주셨어요" in told
    changed = told.replace("반장님이 가르쳐 주셨어요", "반장님이 알려 주셨어요")
    assert elan.read_eaf(planted.site, OWNER, changed.encode()).entries == 1
    timeline = sessions.timeline(planted.site, OWNER, planted.session)
    assert any("김철수 반장님이 알려 주셨어요" in one.text for one in timeline.utterances)
