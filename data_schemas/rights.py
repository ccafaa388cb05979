"""People, consent and permission."""

from datetime import date, datetime
from enum import StrEnum
from typing import Literal, Self

from pydantic import Field

from data_schemas.programme import Job
from data_schemas.value import Value

PresentRole = Literal["interviewer", "learner", "passer_by", "other"]
Agreement = Literal["open", "consented", "mask"]
Signing = Literal["", "typed", "drawn", "paper"]


class Purpose(StrEnum):
    """What a recording may serve, each granted apart."""

    TEACH = "teach"
    TRAIN = "train"
    SHARE = "share"
    PUBLISH = "publish"


class ProtectionClass(StrEnum):
    """Where content may be seen and sent; ``capture.permission`` holds the table.

    Open: no secret in it. Internal: for this company. Restricted: for those who need it. National
    core technology is seen at the site's own machine and goes nowhere.
    """

    OPEN = "open"
    INTERNAL = "internal"
    RESTRICTED = "restricted"
    NATIONAL_CORE = "national_core"

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        """What was sealed before the class had this name: sealed values are never rewritten."""
        return cls.INTERNAL if value == "partner" else None


# The freest first.
_STRICTNESS = (
    ProtectionClass.OPEN, ProtectionClass.INTERNAL, ProtectionClass.RESTRICTED,
    ProtectionClass.NATIONAL_CORE,
)  # fmt: skip


def stricter(one: ProtectionClass, other: ProtectionClass) -> ProtectionClass:
    """Of two classes the one that lets less out."""
    return max(one, other, key=_STRICTNESS.index)


class Expert(Value):
    """A person under a pseudonym. ``id`` is random and says nothing about them.

    ``author`` is the name they wish to be named by, "" for the pseudonym only.
    """

    id: str
    pseudonym: str = Field(min_length=1, max_length=80)
    last_day: date | None = None
    author: str = Field(default="", max_length=80)
    jobs: tuple[Job, ...] = ()


class Present(Value):
    """Somebody beside the expert who is heard or seen: they have agreed, or are to be masked."""

    role: PresentRole
    label: str = Field(min_length=1, max_length=80)
    agreed: Agreement = "open"


class Consent(Value):
    """What the expert signed for one session. No purpose is granted by default.

    ``text_version``, ``text_language`` and ``text_digest`` name the sentences that were signed.
    ``signed_how``: a name typed in, a signature drawn, or a paper form scanned in; picture and
    scan are sealed beside. ``contract`` names the contract about the rights, ``works_council`` the
    agreement of the works council. ``voice_template``: their voice may be told from others by its
    sound, which is biometric.
    """

    purposes: frozenset[Purpose] = frozenset()
    text_version: str = ""
    text_language: Literal["", "ko", "en"] = ""
    text_digest: str = ""
    signed_by: str = ""
    signed_at: date | None = None
    signed_how: Signing = ""
    place: str = ""
    works_council: str = ""
    works_council_on: date | None = None
    legal_basis: str = "consent"
    retain_until: date | None = None
    rights_holder: str = ""
    contract: str = ""
    licence: str = ""
    named_author: bool = False
    present: tuple[Present, ...] = ()
    voice_template: bool = False
    protection_class: ProtectionClass = ProtectionClass.RESTRICTED
    synthetic: bool = False

    def people(self, agreed: Agreement) -> int:
        """How many of those present have agreed, are open or are to be masked."""
        return sum(one.agreed == agreed for one in self.present)


class Role(StrEnum):
    """What somebody is at this site; one person may be several.

    The owner answers for the site and may do everything. An administrator looks after accounts,
    keys and the log, and sees no content.
    """

    OWNER = "owner"
    ADMIN = "admin"
    INTERVIEWER = "interviewer"
    EXPERT = "expert"
    ANNOTATOR = "annotator"
    TRAINER = "trainer"


class Actor(Value):
    """Who asks. ``expert`` is set when the person is also one of the site's experts.

    ``remote``: they ask from another machine, over the site's network.
    """

    id: str
    roles: frozenset[Role] = frozenset()
    expert: str | None = None
    remote: bool = False


class Action(StrEnum):
    """Everything a door can be asked for.

    ``HAND_OUT`` is making a readable paper or clip for teaching in house, ``PUSH`` letting
    annotators work on it, ``RELEASES`` seeing the datasets that were made, ``ASK_RELEASE`` asking
    for one, ``GIVE`` giving one to somebody outside, ``PLAY_MASKED`` seeing the copy in which all
    that is to be hidden is, and no other.
    """

    LIST = "list"
    READ = "read"
    PLAY = "play"
    PLAY_MASKED = "play_masked"
    SEARCH = "search"
    RECORD = "record"
    CONSENT = "consent"
    EDIT_PROCEDURE = "edit_procedure"
    PROCESS = "process"
    AMEND = "amend"
    CONFIRM = "confirm"
    REVIEW = "review"
    APPROVE = "approve"
    PUSH = "push"
    HAND_OUT = "hand_out"
    RELEASE = "release"
    RELEASES = "releases"
    ASK_RELEASE = "ask_release"
    GIVE = "give"
    FEDERATE = "federate"
    WITHDRAW = "withdraw"
    AUDIT = "audit"
    ADMINISTER = "administer"


class Material(Value):
    """What a release asks of a session beside its consent.

    ``rights``: who holds them and under what terms it is used. ``approved``: its steps and words
    as they stand were approved; of a generated session that somebody declared to be one
    (``synthetic``) nobody is asked to.
    ``timed``: the clocks of all its recordings were read, and each has its place.
    """

    rights: bool = False
    approved: bool = False
    synthetic: bool = False
    timed: bool = False


class Facts(Value):
    """What a decision may depend on; about the site as a whole where ``session`` is None.

    ``open_people`` were heard or seen and have neither agreed nor are to be masked; ``to_mask``
    are to be masked. ``assigned`` are the annotators who work on it, by actor id.
    ``deidentified``: somebody answers for it that all that is to be hidden is, and nothing has
    changed since; annotators get no other copy. ``since`` is the day it came, from which a site
    counts how long it is kept; ``retain_until`` the last day of that, signed or counted.
    ``material``: None where nobody looked, and then it is not released.
    """

    session: str | None = None
    expert: str | None = None
    purposes: frozenset[Purpose] = frozenset()
    protection_class: ProtectionClass = ProtectionClass.RESTRICTED
    withdrawn: bool = False
    since: date | None = None
    retain_until: date | None = None
    open_people: int = 0
    to_mask: int = 0
    assigned: frozenset[str] = frozenset()
    deidentified: bool = False
    at: datetime | None = None
    material: Material | None = None


class Verdict(Value):
    """``reason`` is a sentence that a person may read, also when the answer is yes."""

    allowed: bool
    reason: str
