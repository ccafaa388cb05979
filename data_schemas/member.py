"""A process that works on a site beside others, on this machine or another one."""

from datetime import datetime
from typing import Literal

from data_schemas.value import Value

MemberRole = Literal["worker", "web"]


class Member(Value):
    """``beat_at``: when it was last heard of, by the database's clock; ``clock_at``: what its own
    machine's clock said then.

    ``holder`` is new at each start, ``place`` names the data folder of its machine. ``chosen``: a
    digest of the settings that decide results, which must be the same everywhere. ``lacks``: names
    of the weights that its work needs and its machine has not got.
    """

    name: str
    role: MemberRole
    holder: str
    host: str
    place: str
    queues: tuple[str, ...] = ()
    version: str
    chosen: str
    lacks: tuple[str, ...] = ()
    beat_at: datetime
    clock_at: datetime

    @property
    def apart_s(self) -> float:
        """How far its clock is ahead of the database's, in seconds; below zero behind it."""
        return (self.clock_at - self.beat_at).total_seconds()

    def silent_s(self, now: datetime) -> float:
        """Seconds since it was heard of; ``now`` by the database's clock."""
        return (now - self.beat_at).total_seconds()
