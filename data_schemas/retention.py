"""Until when sessions may be kept."""

from datetime import date
from typing import Literal

from data_schemas.value import Value

# People are told this many days before.
REMIND_DAYS = 30


class Keeping(Value):
    """A session whose time of keeping is over, or ends soon.

    ``until`` is its last day, ``days_left`` from today to that day, below zero once it is over.
    ``said_by``: the consent that was signed, or the setting of the site.
    """

    session: str
    number: int
    since: date
    until: date
    days_left: int
    said_by: Literal["consent", "site"]

    @property
    def is_over(self) -> bool:
        return self.days_left < 0
