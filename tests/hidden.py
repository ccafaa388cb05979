"""Sessions that may be released as far as people have to say, where a test is about something
else."""

from capture import artifacts, consent, journal
from capture.access import OWNER, facts_of
from capture.records import sessions as records
from capture.site import Site
from data_schemas.approval import STATES, approval_of
from data_schemas.artifact import Kind
from data_schemas.entry import WHOLE_SESSION, Act, Draft
from data_schemas.rights import Facts, Material
from pipelines.review.signing import desk as signing


def answered_for(site: Site, *sessions: str) -> None:
    """As ``pipelines.deidentify.desk.confirm`` leaves them, with rights and approval."""
    for session in sessions:
        with_rights(site, session)
        approved(site, session)
        masked(site, session)


def masked(site: Site, session: str) -> None:
    """Somebody answers for its masks."""
    with site.db() as db:
        records.decide_hidden(db, session, site.now())


def with_rights(site: Site, session: str) -> None:
    """Let the consent name a holder and a licence, whatever else it says."""
    signed = consent.read(site, OWNER, session)
    if signed.purposes and not (signed.rights_holder and signed.licence):
        terms = {"rights_holder": "Sample works", "licence": "CC-BY-4.0"}
        found = artifacts.newest(site, session, Kind.CONSENT)
        assert found is not None
        consent.seal(site, session, signed.model_copy(update=terms))


def approved(site: Site, session: str) -> None:
    """As three signatures leave it, without asking whether everything in it is sure."""
    before = approval_of(entry for _, entry in journal.read(site, session))
    if artifacts.newest(site, session, Kind.TIMELINE) is None or before.state == "approved":
        return
    for state in STATES[1:]:
        after = {"state": state, "name": "Lee"}
        draft = Draft(act=Act.APPROVE, target=WHOLE_SESSION, after=after)
        journal.add(site, OWNER, session, draft)
    found = approval_of(entry for _, entry in journal.read(site, session))
    signing._keep(site, OWNER, session, found)


def reopened(site: Site, session: str) -> None:
    """A draft again, which annotators may work on."""
    seen = journal.last_number(site, session)
    signing.reopen(site, OWNER, session, seen)


def ready(site: Site, session: str) -> Facts:
    """The facts about a session whose rights, approval and clocks are as a release wants them."""
    material = Material(rights=True, approved=True, timed=True)
    return facts_of(site, session).model_copy(update={"material": material})
