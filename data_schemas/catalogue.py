"""What a site offers: a list of its releases that may go out, with nobody in it."""

from datetime import datetime

from pydantic import Field

from data_schemas.release import ReleaseTerms
from data_schemas.value import Value


class Offering(Value):
    """One release as a catalogue tells of it. No expert, no account, no session's id.

    ``publisher`` is the site that made it, ``version`` which of its name it is. ``id`` names files,
    and so has one form only.
    """

    id: str = Field(pattern=r"^rel-[0-9a-f]{16}$")
    publisher: str = Field(min_length=1, max_length=120)
    name: str = Field(min_length=1, max_length=200)
    version: int = Field(ge=1)
    issued: datetime
    formats: tuple[str, ...]
    rows: int = Field(ge=0)
    sessions: int = Field(ge=0)
    terms: ReleaseTerms | None = None
    digest: str = Field(pattern=r"^[0-9a-f]{64}$")
    recalled: bool = False


class Catalogue(Value):
    """Offerings of one or several sites, each id once, by publisher, name and version."""

    publisher: str = Field(min_length=1, max_length=400)
    offerings: tuple[Offering, ...] = ()
