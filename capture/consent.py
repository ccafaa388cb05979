"""Doors to consent: granted per session and purpose, read, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from capture import artifacts, withdrawal
from capture.access import require
from capture.formats.scans import check_scan, check_signature
from capture.ids import new_id
from capture.records import people as people_records
from capture.records import sessions as records
from capture.records import wishes
from capture.texts import text_of
from capture.withdrawal import Slip
from data_schemas.artifact import Artifact, Kind, Recipe
from data_schemas.errors import InputError, UnknownError
from data_schemas.rights import Action, Actor, Consent, Present

if TYPE_CHECKING:
    from capture.site import Site

PRESENT_LIMIT = 50


@dataclass(frozen=True)
class Proof:
    """What shows that it was signed: the picture that was drawn, or the scan of a paper form."""

    data: bytes


@dataclass(frozen=True)
class Signed:
    """What was kept as proof, and its mime type."""

    stream: BinaryIO
    size: int
    mime: str


def grant(
    site: Site, who: Actor, session: str, consent: Consent, proof: Proof | None = None
) -> Slip:
    """Keep what was signed, beside everything signed before, and let it hold from now on.

    Gives the code that ends it, which is told this once. Raises InputError where the way it was
    signed and the ``proof`` do not fit, or the proof cannot be used.
    """
    require(site, who, Action.CONSENT, session)
    kind = _proven(consent, proof)
    recipe = _recipe()
    if kind is not None and proof is not None:
        beside = Recipe(kind=kind, stage="consent", version="1", parents=(recipe.id,))
        artifacts.seal(site, beside, artifacts.session_scope(session), proof.data)
    _hold(site, session, consent, recipe)
    return withdrawal.hand_out(site, session)


def seal(site: Site, session: str, consent: Consent) -> None:
    """Keep what was signed (no door: intake calls it before the session exists)."""
    artifacts.seal(site, _recipe(), artifacts.session_scope(session), consent)


def read(site: Site, who: Actor, session: str) -> Consent:
    """What holds now; the default, which grants nothing, if nothing was signed."""
    require(site, who, Action.READ, session)
    newest = artifacts.newest(site, session, Kind.CONSENT)
    return artifacts.load(site, newest.id) if newest else Consent()


def is_generated(site: Site, who: Actor, session: str) -> bool:
    """Whether nobody real is in it, as its consent says; False for one that was erased."""
    require(site, who, Action.LIST, session, often=True)
    newest = artifacts.newest(site, session, Kind.CONSENT)
    return bool(newest and artifacts.load_named(site, (newest.id,))[0].synthetic)


def present(site: Site, who: Actor, session: str) -> tuple[Present, ...]:
    """Who else is heard or seen, for a new consent, also once the time of keeping is over."""
    require(site, who, Action.CONSENT, session)
    newest = artifacts.newest(site, session, Kind.CONSENT)
    return artifacts.load(site, newest.id).present if newest else ()


def open_proof(site: Site, who: Actor, session: str) -> Signed:
    """The drawn signature or the scan that belongs to what holds now. Raises UnknownError."""
    require(site, who, Action.READ, session)
    found = _proof_of(site, session)
    if found is None:
        raise UnknownError("Nothing was drawn or scanned for this consent.")
    with artifacts.open_bytes(site, found.id) as source:
        mime = check_scan(source.read())
    return Signed(artifacts.open_bytes(site, found.id), found.size, mime)


def name_present(site: Site, who: Actor, session: str, present: tuple[Present, ...]) -> None:
    """Say who else is heard or seen, in place of what was said before; what was signed stays."""
    require(site, who, Action.CONSENT, session)
    if len(present) > PRESENT_LIMIT:
        raise InputError(f"Name up to {PRESENT_LIMIT} people: put passers-by together.")
    newest = artifacts.newest(site, session, Kind.CONSENT)
    before: Consent = artifacts.load(site, newest.id) if newest else Consent()
    # The proof belongs to the wording that was signed: it goes on with it.
    proof, recipe = _proof_of(site, session), _recipe()
    if proof is not None:
        with artifacts.open_bytes(site, proof.id) as source:
            again = Recipe(kind=proof.kind, stage="consent", version="1", parents=(recipe.id,))
            artifacts.seal(site, again, artifacts.session_scope(session), source.read())
    _hold(site, session, before.model_copy(update={"present": present}), recipe)


def withdraw_session(site: Site, who: Actor, session: str) -> None:
    """Write down that consent ended: from now on nobody gets anything of the session."""
    require(site, who, Action.WITHDRAW, session)
    with site.db() as db:
        records.withdraw(db, session, site.now())


def withdraw_expert(site: Site, who: Actor, expert: str) -> tuple[str, ...]:
    """Withdraw the person and all their sessions; returns the sessions' ids."""
    require(site, who, Action.WITHDRAW, expert=expert)
    with site.db() as db:
        sessions = records.of_expert(db, expert)
        people_records.withdraw(db, expert, site.now())
        for session in sessions:
            records.withdraw(db, session, site.now())
    return sessions


def _recipe() -> Recipe:
    return artifacts.recipe_of(Kind.CONSENT, "consent", consent=new_id("con"))


def _hold(site: Site, session: str, consent: Consent, recipe: Recipe) -> None:
    artifacts.seal(site, recipe, artifacts.session_scope(session), consent)
    with site.db() as db:
        before = records.get(db, session).wants_faces
        records.set_consent(db, session, consent)
        # what may leave from now on has faces to be hidden first
        if records.get(db, session).wants_faces > before and wishes.wish(db, session):
            wishes.want(db, session, site.now())


def _proven(consent: Consent, proof: Proof | None) -> Kind | None:
    """Kind of the proof that fits how it was signed. Raises InputError, UnknownError."""
    text_of(consent)
    if consent.signed_how and not (consent.signed_by.strip() and consent.signed_at):
        raise InputError("A signature needs the name of who signs and the day: fill both in.")
    if consent.signed_how in ("drawn", "paper") and proof is None:
        raise InputError("The signature is missing: draw it, or bring the scan of the paper form.")
    if proof is None:
        return None
    if consent.signed_how == "drawn":
        check_signature(proof.data)
        return Kind.SIGNATURE
    if consent.signed_how == "paper":
        check_scan(proof.data)
        return Kind.CONSENT_SCAN
    raise InputError("A picture is kept only where a signature was drawn or a form scanned.")


def _proof_of(site: Site, session: str) -> Artifact | None:
    newest = artifacts.newest(site, session, Kind.CONSENT)
    beside = (
        one
        for kind in (Kind.SIGNATURE, Kind.CONSENT_SCAN)
        for one in artifacts.find(site, session, kind)
    )
    return next((one for one in beside if newest and newest.id in one.parents), None)
