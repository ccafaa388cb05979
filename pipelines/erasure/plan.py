"""What erasing would destroy: shown to a person before, and confirmed by its digest."""

from __future__ import annotations

from data_schemas.artifact import digest
from data_schemas.erasure import Part
from data_schemas.value import Value


class Destruction(Value):
    """``parts``: the same seconds in every camera that saw them, or whole recordings.

    ``acts`` are corrections, answers and know-how cards about it, by number; ``answers`` spoken
    answers about it, as recordings that go whole; ``made`` counts what was made of the recordings,
    most of which is made anew without the part. ``elsewhere``: recordings that nobody placed on the
    clock and that may show it too. ``releases`` and ``handouts`` left the vault and are to be
    recalled by people.
    """

    session: str
    parts: tuple[Part, ...]
    acts: tuple[int, ...] = ()
    answers: tuple[str, ...] = ()
    made: int = 0
    elsewhere: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()
    handouts: tuple[str, ...] = ()

    @property
    def confirmation(self) -> str:
        """What has to be given back to confirm exactly this."""
        return digest(self.model_dump(mode="json", exclude={"made"}))


class Erasure(Value):
    """One erasure and how far it is. ``copied``: nothing else of the picture was touched."""

    id: str
    part: Part
    is_done: bool
    copied: bool = True
