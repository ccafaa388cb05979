"""People's word on what is hidden in words, lines that are read, and the decision over both."""

from __future__ import annotations

import pytest

from capture import artifacts, journal, people, sessions
from capture.access import OWNER
from capture.permission import decide
from capture.site import Site
from data_schemas.artifact import Kind
from data_schemas.clock import Span
from data_schemas.entry import Act, Draft
from data_schemas.erasure import Part
from data_schemas.errors import InputError
from data_schemas.release import Selection
from data_schemas.rights import Action
from pipelines.deidentify import desk
from pipelines.deidentify import fold as masks
from pipelines.deidentify.copying.desk import make
from pipelines.deidentify.words import desk as words
from pipelines.erasure.about import about
from pipelines.release import desk as releases
from pipelines.review import desk as review
from tests.hidden import ready
from tests.pipelines.deidentify.planted import TERMS, Planted, plant


@pytest.fixture
def planted(site: Site) -> Planted:
    return plant(site)


def may_leave(planted: Planted) -> bool:
    return decide(OWNER, Action.RELEASE, ready(planted.site, planted.session)).allowed


def shown(planted: Planted) -> str:
    found = words.lines(planted.site, OWNER, planted.session)
    return "\n".join(one.shown for one in found)


def correct(planted: Planted, number: int, text: str) -> None:
    timeline = sessions.timeline(planted.site, OWNER, planted.session)
    assert timeline is not None
    line = timeline.utterances[number]
    span = Span(recording=line.recording, start_s=line.start_s, end_s=line.end_s)
    draft = Draft(
        act=Act.CORRECT, target=line.id, span=span, before={"text": line.text},
        after={"text": text},
    )  # fmt: skip
    seen = journal.last_number(planted.site, planted.session)
    review.amend(planted.site, OWNER, planted.session, draft, seen)


def test_people_accept_refuse_rename_and_add_words_and_take_them_back(planted):
    site, session = planted.site, planted.session
    name = planted.found("김철수")
    words.reject(site, OWNER, session, name.mask.id)
    assert "이건 김철수 반장님이" in shown(planted), "here it may stay"
    assert "[이름 1] 반장님 방식대로" in shown(planted), "elsewhere nobody said so"
    words.reject(site, OWNER, session, name.mask.id, everywhere=True)
    assert "김철수 반장님 방식대로" in shown(planted)
    words.accept(site, OWNER, session, name.mask.id, everywhere=True)
    assert "김철수" not in shown(planted)
    words.call(site, OWNER, session, name.mask.id, "선배")
    assert shown(planted).count("[선배]") == 4
    words.call(site, OWNER, session, name.mask.id, "")
    assert "[선배]" not in shown(planted) and shown(planted).count("[이름 1]") == 4

    own = words.hide(site, OWNER, session, "가르쳐 주셨어요", "confidential")
    assert "이건 [이름 1] 반장님이 [기밀 1]" in shown(planted)
    assert words.own_words(site, OWNER, session) == (own,)
    words.take_back(site, OWNER, session, own.id)
    assert "가르쳐 주셨어요" in shown(planted) and words.own_words(site, OWNER, session) == ()
    with pytest.raises(InputError, match="no such mask"):
        words.take_back(site, OWNER, session, own.id)

    half = words.hide(site, OWNER, session, "철수 반장님")
    assert "이건 [이름 1]이 가르쳐" in shown(planted), "both go where a word meets a proposal"
    assert "김" not in words.lines(site, OWNER, session)[0].shown
    words.take_back(site, OWNER, session, half.id)


def test_an_answer_does_not_hold_for_other_words_at_the_same_place(planted):
    words.reject(planted.site, OWNER, planted.session, planted.found("김철수").mask.id)
    correct(planted, 0, "이건 최영수 반장님이 가르쳐 주셨어요")
    assert "이건 [이름 " in shown(planted)
    correct(planted, 0, "이건 김철수 반장님이 가르쳐 주셨어요")
    assert "이건 김철수 반장님이" in shown(planted), "the words that it was said of stand again"


def test_lines_are_read_before_somebody_confirms(planted):
    site, session = planted.site, planted.session
    for one in desk.queue(site, OWNER, session).samples:
        desk.judge(site, OWNER, session, one.id, "hidden")
    with pytest.raises(InputError, match="Read 20 lines"):
        desk.confirm(site, OWNER, session, "Lee")
    queue = words.queue(site, OWNER, session)
    assert len(queue.samples) == queue.lines == 13, "fewer than 20: all of them"
    assert "김철수" not in " ".join(one.text for one in queue.samples)
    planted.read()
    said = next(one for one in queue.samples if "가르쳐" in one.text)
    found = words.judge(site, OWNER, session, said.id, "seen")
    assert (found.overall.judged, found.overall.missed) == (13, 1)
    with pytest.raises(InputError, match="still tells something"):
        desk.confirm(site, OWNER, session, "Lee")
    words.hide(site, OWNER, session, "가르쳐", line=said.line)
    again = [one.id for one in words.queue(site, OWNER, session).samples if one.answer is None]
    assert again == [said.id], "only the line that looks otherwise is asked about again"
    planted.read()
    held = desk.confirm(site, OWNER, session, "Lee")
    assert held.told.judged == 13 and held.told.missed == 0 and held.words
    assert held.words_applied == len(words.words(site, OWNER, session)) and not held.words_rejected
    with pytest.raises(InputError, match="not to be read"):
        words.judge(site, OWNER, session, "msk-look-other", "hidden")


def test_whatever_changes_the_words_takes_the_decision_away(planted):
    site, session = planted.site, planted.session
    name = planted.found("김철수").mask.id
    changes = (
        lambda: words.reject(site, OWNER, session, name),
        lambda: words.accept(site, OWNER, session, name),
        lambda: words.call(site, OWNER, session, name, "선배"),
        lambda: words.hide(site, OWNER, session, "gasket"),
        lambda: correct(planted, 3, "Walter Harris and Emily Turner, you call them"),
    )
    for change in changes:
        planted.confirm()
        assert may_leave(planted)
        change()
        assert not may_leave(planted) and desk.decision(site, OWNER, session) is None
    assert "Emily" not in shown(planted)
    planted.confirm()
    first = words.queue(site, OWNER, session).samples[0]
    words.judge(site, OWNER, session, first.id, "hidden")
    assert may_leave(planted), "reading takes nothing away"


def test_another_list_opens_those_that_it_hits_and_no_others(planted, tmp_path):
    site = planted.site
    planted.confirm()
    words.import_terms(site, OWNER, (TERMS + "무관한말,other,\n").encode(), "terms.csv")
    assert may_leave(planted)
    words.import_terms(site, OWNER, (TERMS + "가르쳐,other,\n플랜지,product,\n").encode(), "t.csv")
    assert not may_leave(planted)
    planted.confirm()
    planted.approve()
    out = tmp_path / "out"
    releases.create(site, OWNER, Selection(name="x"), out)
    told = " ".join(one.read_text() for one in (out / "data/vtt").iterdir())
    assert "플랜지" not in told and "가르쳐" not in told and "닦기" in told
    papers = {one.name for one in (out / "data").glob("*.md")}
    assert {"README.md", "deidentification.en.md", "quality.en.md"} <= papers
    assert not any(".ko." in one for one in papers), "without tongues in English alone"


def test_nothing_is_released_that_nobody_decided_on(planted, tmp_path):
    """Whom the site came to know since, also where nobody told the session."""
    site = planted.site
    planted.confirm()
    planted.approve()
    people.ensure_expert(site, OWNER, "가르쳐")
    assert may_leave(planted), "permission alone does not know"
    refused = releases.preview(site, OWNER, Selection(name="x"))
    assert [one.reason for one in refused] == [
        "words to be hidden were found since somebody confirmed it"
    ]
    assert make(site, planted.session, lambda _share: None) == (), "nor is a copy made"
    assert not may_leave(planted)
    planted.confirm()
    assert releases.preview(site, OWNER, Selection(name="x")) == ()


def test_a_decision_from_before_words_were_asked_about_does_not_hold(planted):
    site, session = planted.site, planted.session
    planted.confirm()
    planted.approve()
    held = desk.decision(site, OWNER, session)
    assert held is not None
    journal.add(site, OWNER, session, masks.decided(held.model_copy(update={"words": None})))
    assert may_leave(planted)
    (refused,) = releases.preview(site, OWNER, Selection(name="x"))
    assert refused.reason == "nobody has confirmed yet that what is to be hidden in it is"


def test_half_a_number_that_is_taken_out_bares_the_other_half_to_nobody(planted):
    site, session = planted.site, planted.session
    planted.confirm()
    cut = Span(recording=planted.made.recording, start_s=9.7, end_s=16.0)
    review.strike(site, OWNER, session, cut, journal.last_number(site, session))
    assert not may_leave(planted), "공일공 공이삼사 alone is nothing that a rule knows"
    assert [one.text for one in words.queue(site, OWNER, session).samples if not one.answer]


def test_what_was_said_to_words_goes_with_the_seconds_that_are_erased(planted):
    site, session = planted.site, planted.session
    name = planted.found("김철수")
    (entry,) = words.reject(site, OWNER, session, name.mask.id)
    own = words.hide(site, OWNER, session, "가르쳐", line=name.mask.utterance)
    entries = tuple(one for _, one in journal.read(site, session))
    mine = next(one.number for one in entries if one.target == own.id)
    here = Part(recording=planted.made.recording, start_s=1.0, end_s=2.0)
    assert {entry.number, mine} <= set(about(entries, (here,)))
    later = here.model_copy(update={"start_s": 9.0, "end_s": 10.0})
    assert not {entry.number, mine} & set(about(entries, (later,)))


def test_words_lie_sealed_only(planted, settings):
    words.hide(planted.site, OWNER, planted.session, "가르쳐")
    words.reject(planted.site, OWNER, planted.session, planted.found("김철수").mask.id)
    assert artifacts.find(planted.site, planted.session, Kind.ENTRY)
    for file in settings.folder.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            for secret in ("김철수", "가르쳐", "0234-5678"):
                assert secret.encode() not in data, file.name
