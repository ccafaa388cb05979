"""What a site keeps, in bytes, and how much more it can take in."""

from typing import Literal

from pydantic import Field

from data_schemas.value import Value

# ``made``: all that was made of recordings and is no picture; ``other``: whatever else lies in the
# data folder, such as databases, keys and caches.
Part = Literal["originals", "proxies", "masked", "made", "arriving", "other"]
# Of the budget, or of the disk: from here on people are told.
WARN_AT = 0.8


class Share(Value):
    part: Part
    size: int = Field(ge=0)


class Storage(Value):
    """Sizes in bytes. ``budget`` and ``free`` (of the disk) are None where there is none to know;
    ``left`` is the smaller of what both let in, None where neither does.

    ``hour`` is what an hour of recording takes here with all that is made of it.
    """

    shares: tuple[Share, ...]
    budget: int | None
    free: int | None
    left: int | None
    hour: int = Field(gt=0)

    @property
    def used(self) -> int:
        return sum(one.size for one in self.shares)

    @property
    def hours_left(self) -> float | None:
        return None if self.left is None else max(0, self.left) / self.hour

    @property
    def full(self) -> float | None:
        """Share of the budget, else of the disk, that is taken."""
        whole = self.budget or (None if self.free is None else self.used + self.free)
        return self.used / whole if whole else None
