"""Know-how cards on paper: which, how far the paper may go then, and whose word each line is."""

from __future__ import annotations

import pytest

from app import catalogue
from capture import consent, journal, people
from capture.access import OWNER
from capture.site import Site
from data_schemas.clock import Span
from data_schemas.entry import Act, Draft
from data_schemas.errors import Denied, StaleEntry
from data_schemas.handout import HandoutSelection, SheetLine
from data_schemas.knowledge import UnitContent
from data_schemas.rights import Consent, ProtectionClass, Purpose
from data_schemas.session import Session
from pipelines.elicit.cards import desk as cards
from pipelines.handout import desk
from pipelines.handout.cards import class_of, on_paper
from pipelines.withdraw import withdraw
from tests.app import sample
from tests.pipelines.elicit.made import unit

CORE = ProtectionClass.NATIONAL_CORE


def test_only_what_the_expert_confirmed_gets_on_paper_and_national_core_never() -> None:
    states = ("draft", "expert_confirmed", "reviewed", "approved", "superseded")
    units = [unit(id=one, status=one) for one in states]
    units.append(unit(id="core", status="approved", protection_class="national_core"))
    kept = on_paper(units, ProtectionClass.OPEN)
    assert [one.id for one in kept] == ["expert_confirmed", "reviewed", "approved"]
    assert on_paper(units, CORE) == ()


def test_a_paper_is_as_strict_as_its_strictest_card() -> None:
    units = [unit(protection_class="open"), unit(protection_class="partner")]
    assert class_of(units, ProtectionClass.OPEN) is ProtectionClass.INTERNAL
    assert class_of(units, ProtectionClass.RESTRICTED) is ProtectionClass.RESTRICTED
    assert class_of([], ProtectionClass.OPEN) is ProtectionClass.OPEN


class Job:
    """Two experts who showed the same job; each has told one thing about fitting the gasket."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.mine = sample.processed(site, sample.take_in(site, "Kim"))
        self.other = sample.processed(
            site, sample.take_in(site, "Lee", procedure=self.mine.procedure)
        )
        self.one = self.tell(self.mine, "Put it on dry", 5.0)
        self.two = self.tell(self.other, "Grease it first", 6.0)

    def tell(self, made: sample.Sample, text: str, at_s: float, **more: object) -> str:
        seconds = {
            "recording": made.recording,
            "start_s": at_s,
            "end_s": at_s + 1,
            "track": "video",
        }
        fields = {"step_id": "gasket", "kind": "key_point", "text": text, "language": "en",
                  "origin": "interview", "evidence": (seconds,), **more}  # fmt: skip
        session = made.session.id
        made_now = cards.make(self.site, OWNER, session, UnitContent.model_validate(fields))
        cards.advance(self.site, OWNER, session, made_now, "expert_confirmed", "The expert")
        return made_now.id

    def lines(self, everybody: bool) -> list[SheetLine]:
        shown = desk.preview(self.site, OWNER, self.session.id, everybody).sheet
        points = [one.point for step in shown.steps for one in step.points if one.point]
        return [one for one in points if one.source == "card"]

    def issue(self):
        chosen = HandoutSelection(
            session=self.session.id, everybody=True, formats=("text", "html", "docx"),
            address="https://10.0.0.5:8501",
        )  # fmt: skip
        return desk.issue(self.site, OWNER, chosen)

    def read(self, handout, form: str = "txt") -> bytes:
        name = next(one.name for one in handout.files if one.name.endswith(form))
        return b"".join(desk.open_file(self.site, OWNER, handout.id, name, catalogue.say).pieces)

    @property
    def session(self) -> Session:
        return self.mine.session


@pytest.fixture
def job(site: Site) -> Job:
    return Job(site)


def test_a_sheet_has_the_confirmed_cards_of_its_own_session_without_a_name(job: Job) -> None:
    draft = {"step_id": "gasket", "kind": "knack", "text": "A draft", "language": "en",
             "origin": "interview", "no_footage": "Told."}  # fmt: skip
    cards.make(job.site, OWNER, job.session.id, UnitContent.model_validate(draft))
    (line,) = job.lines(everybody=False)
    assert (line.text, line.by, line.session_number) == ("Put it on dry", "", 0)
    assert (line.proofs[0].at_s, line.proofs[0].session) == (5.0, "")


def test_with_everybody_each_line_says_whose_word_it_is(job: Job) -> None:
    expert = job.session.expert
    people.set_author(job.site, OWNER, expert, "Kim Cheol-su")
    signed = consent.read(job.site, OWNER, job.session.id)
    consent.grant(job.site, OWNER, job.session.id, signed.model_copy(update={"named_author": True}))
    mine, other = job.lines(everybody=True)
    assert (mine.text, mine.by, mine.session_number) == ("Put it on dry", "Kim Cheol-su", 1)
    assert (other.text, other.by, other.session_number) == ("Grease it first", "Lee", 2)
    assert other.proofs[0].session == job.other.session.id and other.proofs[0].at_s == 6.0


def test_every_format_says_it_and_leads_to_the_right_session(job: Job) -> None:
    handout = job.issue()
    text = job.read(handout).decode()
    assert "Put it on dry (Kim, work session No. 1)" in text
    assert "Grease it first (Lee, work session No. 2) [00:06–00:07]" in text
    html = job.read(handout, "html").decode()
    assert "(Lee, work session No. 2)" in html
    assert f"session={job.other.session.id}&amp;at=6.00" in html
    assert job.read(handout, "docx")


def test_only_sessions_that_may_be_handed_out_are_on_it(job: Job) -> None:
    grant = Consent(purposes=frozenset({Purpose.TRAIN}))
    consent.grant(job.site, OWNER, job.other.session.id, grant)
    (line,) = job.lines(everybody=True)
    assert line.text == "Put it on dry" and line.by == ""


def test_a_card_of_national_core_stays_away_and_a_strict_one_makes_the_paper_strict(
    job: Job,
) -> None:
    job.tell(job.other, "The secret", 7.0, protection_class=CORE)
    freer = consent.read(job.site, OWNER, job.session.id)
    freer = freer.model_copy(update={"protection_class": ProtectionClass.OPEN})
    consent.grant(job.site, OWNER, job.session.id, freer)
    handout = job.issue()
    assert handout.protection_class is ProtectionClass.RESTRICTED
    assert "The secret" not in job.read(handout).decode()


def test_what_was_taken_out_or_masked_of_another_session_is_not_on_it(job: Job) -> None:
    span = Span(recording=job.other.recording, start_s=6.5, end_s=6.8)
    masked = Draft(act=Act.MASK, target="session", span=span)
    journal.add(job.site, OWNER, job.other.session.id, masked)
    assert [one.text for one in job.lines(everybody=True)] == ["Put it on dry"]


def test_a_change_in_any_of_the_sessions_ends_the_paper(job: Job) -> None:
    handout = job.issue()
    assert job.read(handout)
    cards.strike(job.site, OWNER, job.other.session.id, job.two)
    with pytest.raises(StaleEntry):
        job.read(handout)


def test_withdrawing_any_of_the_sessions_asks_it_back_and_closes_it(job: Job) -> None:
    handout = job.issue()
    assert handout.sessions == (job.session.id, job.other.session.id)
    receipt = withdraw(job.site, OWNER, job.other.session.id)
    assert handout.id in str(receipt)
    with pytest.raises(Denied):
        job.read(handout)
