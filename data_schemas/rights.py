"""People, consent and permission."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from data_schemas.value import Value


class Purpose(StrEnum):
    """What a recording may serve, each granted apart."""

    TEACH = "teach"
    TRAIN = "train"
    SHARE = "share"
    PUBLISH = "publish"


class ProtectionClass(StrEnum):
    """How far content may go; national core technology never leaves the site."""

    OPEN = "open"
    PARTNER = "partner"
    RESTRICTED = "restricted"
    NATIONAL_CORE = "national_core"


class Expert(Value):
    """A person under a pseudonym. ``id`` is random and says nothing about them."""

    id: str
    pseudonym: str = Field(min_length=1, max_length=80)


class Consent(Value):
    """What the expert signed for one session. No purpose is granted by default.

    ``voice_template``: their voice may be told from others by its sound, which is biometric.
    """

    purposes: frozenset[Purpose] = frozenset()
    text_version: str = ""
    signed_by: str = ""
    signed_at: date | None = None
    place: str = ""
    works_council: str = ""
    legal_basis: str = "consent"
    retain_until: date | None = None
    rights_holder: str = ""
    licence: str = ""
    voice_template: bool = False
    protection_class: ProtectionClass = ProtectionClass.RESTRICTED
    synthetic: bool = False


class Role(StrEnum):
    OWNER = "owner"
    ADMIN = "admin"
    INTERVIEWER = "interviewer"
    EXPERT = "expert"
    ANNOTATOR = "annotator"
    TRAINER = "trainer"


class Actor(Value):
    """Who asks. ``expert`` is set when the person is also one of the site's experts."""

    id: str
    roles: frozenset[Role] = frozenset()
    expert: str | None = None


class Action(StrEnum):
    """Everything a door can be asked for."""

    LIST = "list"
    READ = "read"
    PLAY = "play"
    SEARCH = "search"
    RECORD = "record"
    CONSENT = "consent"
    EDIT_PROCEDURE = "edit_procedure"
    PROCESS = "process"
    AMEND = "amend"
    CONFIRM = "confirm"
    PUSH = "push"
    RELEASE = "release"
    FEDERATE = "federate"
    WITHDRAW = "withdraw"
    AUDIT = "audit"
    ADMINISTER = "administer"


class Facts(Value):
    """What a decision may depend on; about the site as a whole where ``session`` is None."""

    session: str | None = None
    expert: str | None = None
    purposes: frozenset[Purpose] = frozenset()
    protection_class: ProtectionClass = ProtectionClass.RESTRICTED
    withdrawn: bool = False
    retain_until: date | None = None
    at: datetime | None = None


class Verdict(Value):
    """``reason`` is a sentence that a person may read, also when the answer is yes."""

    allowed: bool
    reason: str
