"""What people do at a site, with words that stand nowhere else, so that they can be looked for.

Run as a program it is a process of the app's own kind, over the data folder of the environment.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from app import catalogue
from capture import (
    accounts,
    confidential,
    glossaries,
    journal,
    people,
    procedures,
    question_cards,
    sessions,
)
from capture.access import OWNER
from capture.accounts import NewAccount
from capture.consent import grant
from capture.ingest import Intake, ingest
from capture.site import Site
from capture.sources import Source, TextFile
from data_schemas.clock import Span
from data_schemas.entry import Act, Draft
from data_schemas.handout import HandoutSelection
from data_schemas.knowledge import UnitContent
from data_schemas.release import Selection
from data_schemas.rights import Consent, Present, Purpose, Role
from pipelines import withdraw
from pipelines.elicit.cards import desk as cards
from pipelines.elicit.sitting import desk as sitting
from pipelines.handout import desk as handouts
from pipelines.release import desk as releases
from pipelines.review.desk import amend
from tests.capture.clips import Recipe, clip
from tests.hidden import answered_for

SIGNED_BY = "Bartholomaeus Signatarius"
EXPERT = "Wilhelmina Handfertig"
PLACE = "Winkelwerkstatt am Zwickelberg"
FILE = "Flanschmontage-Geheimfilm.mp4"
ACCOUNT, CLAIM = "Philomena Kontenfrau", "philomena.kontenfrau@zwickelberg.example"
GLOSSARY = ("Gasketwurzelring", "돌림쇠조임새", "Wackelpruefung")
CONFIDENTIAL = ("Hanbitseiltechnik", "Geheimlegierung-XK77", "한빛정밀세공")
QUESTION = {
    "en": "What would the zwickelklemme tell a newcomer?",
    "ko": "쐐기집게는 무엇을 알려 줍니까?",
}
OWN_QUESTION = "Why do you hum before the schnappverschluss closes?"
TYPED = "Because the humming drowns the compressor and I feel the ratchet in my wrist."
NOTE = "Interviewer noticed an astonished eyebrow here"
BY_HAND = "Never trust the torque wrench after somebody dropped it on concrete"
CASE = "On the Thursday of the flood the pressure gauge lied by two bar"
WITHDRAWN_TITLE = "Zwickel-Demontage im Nachtbetrieb"
WITHDRAWN_STEPS = ("Schlauchschelle rueckwaerts loesen", "Dichtmasse vorsichtig abschaben")
WITHDRAWN_SAID = ("Erst horche ich an der Schlauchschelle", "dann schabe ich die Dichtmasse weg")
WITHDRAWN_EXPERT = "Theophil Ruheständler"
SEARCHED = "how does the humming drown out the ratchet"

WORDS = (
    SIGNED_BY, EXPERT, PLACE, FILE, ACCOUNT, CLAIM, *GLOSSARY, *CONFIDENTIAL, *QUESTION.values(),
    OWN_QUESTION, TYPED, NOTE, BY_HAND, CASE, WITHDRAWN_TITLE, *WITHDRAWN_STEPS, *WITHDRAWN_SAID,
    WITHDRAWN_EXPERT, SEARCHED,
)  # fmt: skip

CONSENT = Consent(
    purposes=frozenset({Purpose.TEACH, Purpose.TRAIN, Purpose.SHARE}),
    signed_by=SIGNED_BY, signed_at=date(2026, 1, 2), signed_how="typed", place=PLACE,
    rights_holder="Zwickelberg Maschinenbau", contract="Werkvertrag-Nr-88213",
    present=(Present(role="learner", label="Lehrling Ottokar", agreed="consented"),),
)  # fmt: skip
OWN_CARD = f"""probes:
- id: zwickel
  method: critical_decision
  fills: [reason]
  question:
    en: {QUESTION["en"]}
    ko: {QUESTION["ko"]}
"""


def everything(site: Site, session: str, out: Path) -> None:
    """All acts of people: lists, accounts, consent, answers, cards, corrections, papers, an end."""
    _lists(site)
    people.ensure_expert(site, OWNER, EXPERT)
    owner = NewAccount(ACCOUNT, frozenset({Role.OWNER}), None, CLAIM)
    accounts.create(site, OWNER, owner)
    grant(site, OWNER, session, CONSENT)
    _answer(site, session)
    _cards(site, session)
    _correct(site, session)
    _withdrawn(site)
    answered_for(site, session)
    (out / "papers").mkdir(parents=True, exist_ok=True)
    handouts.make(
        site, OWNER, HandoutSelection(session=session), out / "papers" / "sheet", catalogue.say
    )
    releases.create(site, OWNER, Selection(name="acts", sessions=(session,)), out / "dataset")


def _lists(site: Site) -> None:
    glossaries.import_glossary(site, OWNER, "\n".join(GLOSSARY).encode(), "terms.txt")
    confidential.import_terms(site, OWNER, "\n".join(CONFIDENTIAL).encode(), "secret.txt")
    question_cards.import_cards(site, OWNER, OWN_CARD.encode(), "cards.yaml")


def _answer(site: Site, session: str) -> None:
    work = sessions.get_session(site, OWNER, session).work[0]
    span = Span(recording=work.id, start_s=0.5, end_s=1.5)
    asked = sitting.own_question(site, OWNER, session, span, OWN_QUESTION)
    sitting.reply(site, OWNER, session, asked, "answered", TYPED)


def _cards(site: Site, session: str) -> None:
    for one in cards.suggestions(site, OWNER, session):
        made = cards.make(site, OWNER, session, one.content, one.id)
        cards.advance(site, OWNER, session, made, "expert_confirmed", EXPERT)
    own = UnitContent(
        step_id=None, kind="rule", text=BY_HAND, language="en", no_footage=CASE, origin="annotator"
    )
    cards.make(site, OWNER, session, own)


def _correct(site: Site, session: str) -> None:
    found = sessions.timeline(site, OWNER, session)
    assert found is not None
    draft = Draft(act=Act.CONFIRM, target=found.segments[0].id, note=NOTE)
    amend(site, OWNER, session, draft, len(journal.read(site, session)))


def _withdrawn(site: Site) -> None:
    """A session with words, taken in and withdrawn."""
    rows = "\n".join(f"{n},{one}" for n, one in enumerate(WITHDRAWN_STEPS, 1))
    data = f"step,title\n{rows}\n".encode()
    job = procedures.import_procedure(site, OWNER, data, f"{WITHDRAWN_TITLE}.csv")
    times = ("00:00:00,000 --> 00:00:00,500", "00:00:00,500 --> 00:00:01,000")
    lines = zip(times, WITHDRAWN_SAID, strict=True)
    cues = (f"{n}\n{at}\n{said}\n" for n, (at, said) in enumerate(lines, 1))
    said = TextFile("said.srt", "\n".join(cues).encode())
    source = Source(FILE, lambda: io.BytesIO(clip(Recipe(audio="aac"))))
    intake = Intake((source,), job.id, WITHDRAWN_EXPERT, CONSENT, transcript=said)
    session = ingest(site, OWNER, intake).session.id
    withdraw.withdraw(site, OWNER, session)


def words_of(site: Site, session: str) -> Iterator[str]:
    """All words of a session and of its job that the site knows now."""
    found = sessions.timeline(site, OWNER, session)
    said = sessions.transcript(site, OWNER, session)
    assert found is not None and said is not None
    yield from (one.text for one in (*found.utterances, *said.utterances))
    job = sessions.get_session(site, OWNER, session).procedure
    procedure = procedures.get_procedure(site, OWNER, job)
    yield procedure.title
    for step in procedure.steps:
        yield from (step.title, *step.key_point, *step.reason)
    for moment in sessions.moments(site, OWNER, session):
        yield from (moment.question.en, moment.question.ko, moment.reason)
    for unit in cards.cards(site, OWNER, session).units:
        yield unit.text
        yield from (one.text for one in unit.details)
        yield from (one.description for one in unit.cues)


def phrases(texts: Iterable[str]) -> frozenset[str]:
    """Long words, and three words one after the other: enough that chance does not write them."""
    found = set()
    for text in texts:
        tokens = text.split()
        found |= {one.strip(".,?!:;“”‘’\"'") for one in tokens}
        found |= {" ".join(tokens[n : n + 3]) for n in range(len(tokens) - 2)}
        found.add(text.strip())
    return frozenset(one for one in found if len(one.encode()) >= 9)


if __name__ == "__main__":
    everything(Site.open(), sys.argv[1], Path(sys.argv[2]))
