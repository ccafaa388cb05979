"""The gate before other sites: which releases may be shared as things stand now, and which of those
that were shared must be called back (no doors: the desks beside it ask)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from capture import audit, federation
from capture.access import OWNER, facts_of
from capture.permission import decide, objections
from data_schemas.federation import CalledBack, Offered
from data_schemas.release import Release, Selection
from data_schemas.rights import Action, Actor, Purpose
from pipelines.release import desk as releases

if TYPE_CHECKING:
    from capture.site import Site

NOT_SHARED = "its terms, as they were when it was made, do not allow sharing"
ENDED = "it was recalled, since consent to something in it ended or its time of keeping is over"


def against(site: Site, found: tuple[Release, ...], who: Actor) -> dict[str, tuple[str, ...]]:
    """By release every reason against sharing it; none where it may be."""
    gone = releases.recalled(site)
    told = {one.id: [*_of_itself(site, who, one, gone)] for one in found}
    open_ = [one for one in found if not told[one.id]]
    asked = tuple(dict.fromkeys(session for one in open_ for session in one.sessions))
    # asked for none, the gate of releases would answer for all
    kept = releases.preview(site, who, Selection(name="share", sessions=asked)) if asked else ()
    stays = {one.session: one.reasons for one in kept}
    for one in open_:
        told[one.id] = [
            f"of session {session}, {reason}"
            for session in one.sessions
            for reason in stays.get(session, ())
        ]
    return {release: tuple(reasons) for release, reasons in told.items()}


def called_back(site: Site, known: Offered) -> tuple[CalledBack, ...]:
    """What was shared and must be deleted wherever it is: consent to share it ended, or its time of
    keeping is over. That something in it is not confirmed or approved for the moment keeps it here
    and calls nothing back."""
    gone = releases.recalled(site)
    sessions = {one.id: one.sessions for one in releases.list_releases(site, OWNER)}

    def is_over(release: str) -> bool:
        facts = (facts_of(site, session) for session in sessions.get(release, ()))
        confirmed = (one.model_copy(update={"deidentified": True}) for one in facts)
        agreed = all(decide(OWNER, Action.FEDERATE, one).allowed for one in confirmed)
        return release in gone or not agreed

    return tuple(one for one in known.releases if is_over(one.id))


def untold(site: Site) -> frozenset[str]:
    """Releases that must be called back and that no catalogue has told of yet (ids only; the checks
    of the site ask)."""
    known = federation.offered(site)
    if known is None:
        return frozenset()
    return frozenset(one.id for one in called_back(site, known)).difference(known.told)


def sharing(site: Site, found: Iterable[Release], who: Actor) -> Offered:
    """All that was ever shared and these, kept before anybody can read them: what was shared must
    be called back some day. People in it read in the log that it was."""
    chosen, before = tuple(found), federation.offered(site)
    known = {one.id: one for one in (before.releases if before else ())}
    new = [one for one in chosen if one.id not in known]
    known |= {one.id: CalledBack(id=one.id, digest=one.digest) for one in new}
    kept = Offered(
        at=_later(site, before),
        releases=tuple(known[key] for key in sorted(known)),
        told=before.told if before else (),
    )
    federation.keep_offered(site, kept)
    for session in dict.fromkeys(session for one in new for session in one.sessions):
        audit.append(site, who, Action.FEDERATE, session, allowed=True)
    return kept


def _later(site: Site, before: Offered | None) -> datetime:
    """Than the last time, whatever the clock says: others refuse what is older."""
    now = site.now()
    return now if before is None else max(now, before.at + timedelta(microseconds=1))


def _of_itself(site: Site, who: Actor, one: Release, gone: frozenset[str]) -> Iterator[str]:
    if one.id in gone:
        yield ENDED
        return
    if one.terms is None or Purpose.SHARE not in one.terms.purposes:
        yield NOT_SHARED
    for session in one.sessions:
        for reason in objections(who, Action.FEDERATE, facts_of(site, session)):
            yield f"of session {session}, {reason}"
