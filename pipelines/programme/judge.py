"""How far a job is: told by what exists and by what people did, never by how long it took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from data_schemas.approval import ApprovalState
from data_schemas.entry import Act
from data_schemas.programme import Job, Next, Standing

# Recollection fades: the second pass belongs within two days of the work (notes on cued recall).
SECOND_PASS = timedelta(hours=48)
ASKED = frozenset({Act.ANSWER, Act.DECLINE})


@dataclass(frozen=True)
class Seen:
    """What is known of one session. ``acts`` are those that nobody took back."""

    session: str
    signed: bool = False
    recorded_at: datetime | None = None
    acts: frozenset[Act] = frozenset()
    state: ApprovalState = "draft"

    @property
    def asked(self) -> bool:
        return bool(self.acts & ASKED)

    def is_overdue(self, now: datetime) -> bool:
        """Whether two days went by since the recording and nothing was asked."""
        if self.asked or self.recorded_at is None:
            return False
        return now - self.recorded_at > SECOND_PASS


def judge(expert: str, job: Job, seen: tuple[Seen, ...], now: datetime) -> Standing:
    """The standing of a job by its sessions, oldest first."""
    told = Standing(
        expert=expert,
        job=job,
        sessions=tuple(one.session for one in seen),
        consent=any(one.signed for one in seen),
        recorded=any(one.recorded_at is not None for one in seen),
        asked=any(one.asked for one in seen),
        confirmed=any(one.state != "draft" for one in seen),
        approved=any(one.state == "approved" for one in seen),
        overdue=tuple(one.session for one in seen if one.is_overdue(now)),
    )
    return told.model_copy(update={"next": following(told)})


def following(standing: Standing) -> Next:
    """What to do next; the sketch comes before the first take, the second pass before the rest."""
    if not standing.sessions and standing.job.diagram is None:
        return "diagram"
    if not standing.consent:
        return "consent"
    if not standing.recorded:
        return "record"
    if not standing.asked or standing.overdue:
        return "ask"
    if not standing.confirmed:
        return "confirm"
    return "nothing" if standing.approved else "approve"
