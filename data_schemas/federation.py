"""Two sites that keep their data and share what may go: catalogues, grants, what was fetched."""

from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from data_schemas.catalogue import Offering
from data_schemas.library import TEXT
from data_schemas.value import Value

# How a site calls a neighbour: it stands in commands, and is no path.
NEIGHBOUR = r"^[a-z0-9][a-z0-9-]{0,39}$"
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
ReleaseId = Annotated[str, StringConstraints(pattern=r"^rel-[0-9a-f]{16}$")]


class CalledBack(Value):
    """A release that was offered once: whoever has it deletes it. Nothing else is told of it."""

    id: ReleaseId
    digest: Sha256


class SharedCatalogue(Value):
    """What a site offers to others, as it signs it. ``publisher`` made all of it; each release is
    in it once, offered or called back."""

    form: Literal[1] = 1
    publisher: str = Field(min_length=1, max_length=120)
    made_at: AwareDatetime
    offerings: tuple[Offering, ...] = ()
    recalled: tuple[CalledBack, ...] = ()

    @model_validator(mode="after")
    def _one_site_and_each_once(self) -> Self:
        ids = [one.id for one in self.offerings] + [one.id for one in self.recalled]
        if len(ids) != len(set(ids)):
            raise ValueError("a release is in it twice")
        if any(one.publisher != self.publisher or one.recalled for one in self.offerings):
            raise ValueError("it offers what is another site's, or called back")
        return self


class Offered(Value):
    """All that this site has offered or given to others so far, and when it did so last; ``told``
    is what its newest catalogue called back."""

    at: AwareDatetime
    releases: tuple[CalledBack, ...] = ()
    told: tuple[ReleaseId, ...] = ()


class Grant(Value):
    """What goes with a release that is given to a site: who may open it, and on what terms.

    ``recipients`` are public keys of age; ``size`` (bytes) and ``sha256`` are of the encrypted
    file; ``terms`` are words beside those of the release itself.
    """

    form: Literal[1] = 1
    request: str = Field(max_length=40)
    release: ReleaseId
    digest: Sha256
    recipients: tuple[str, ...] = Field(min_length=1, max_length=20)
    terms: str = Field(default="", max_length=TEXT)
    at: AwareDatetime
    size: int = Field(ge=1)
    sha256: Sha256


class Neighbour(Value):
    """Another site, by the address of its catalogue and the line of its public key (minisign), and
    what its catalogue said when it was read last."""

    name: str = Field(pattern=NEIGHBOUR)
    address: str = Field(min_length=1, max_length=2000)
    key: str
    catalogue: SharedCatalogue
    read_at: AwareDatetime


class Fetched(Value):
    """A release of another site that was fetched: from whom (``key`` tells, names may change), on
    what terms, and where it was written. ``recalled_at``: when its site was first seen to call it
    back."""

    neighbour: str
    key: str
    offering: Offering
    request: str
    terms: str = ""
    place: str
    folder: str
    at: AwareDatetime
    recalled_at: AwareDatetime | None = None
