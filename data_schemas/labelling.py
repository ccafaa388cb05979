"""Work sessions that are out with annotators: what they were shown, what they gave back, and where
each stands. What quotes words is sealed; the rest is ids, times and states."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from data_schemas.annotation import Labelling
from data_schemas.rights import ProtectionClass
from data_schemas.value import Seconds, Value

# How a session came back: its labels were taken over, it was called back, an annotator said that it
# cannot be used, it may not be out any more, the task is gone from the server, its project ended.
Back = Literal["taken", "recalled", "unusable", "forbidden", "lost", "closed"]
# What a session that is out waits for: an annotator, somebody's choice between two versions, or
# the expert's answer.
Waits = Literal["annotator", "choice", "expert"]
# Why something on the server is not taken over (``Trouble``).
TroubleCode = Literal["odd", "foreign", "twin", "gone", "config", "late", "unfit", "no_project"]
# How annotators are called here, with a number behind it.
PSEUDONYM = "annotator-"


class Hidden(Value):
    """What stands in a text in place of which words."""

    instead: str = Field(min_length=1)
    words: str = Field(min_length=1)


class Shown(Value):
    """What left for the annotators of one session (sealed).

    ``recording`` is whose masked copy they see, ``copied`` that artifact; ``timeline`` the one that
    the prediction is of, whose sections, lines and cards the stretches are named after. Of a blind
    task they do not see the ``prediction``. ``hidden``: by stretch, what was replaced in its text,
    in its order. ``cards``: by stretch of speech and kind, the know-how card or suggestion behind
    it.
    """

    recording: str
    copied: str
    timeline: str
    duration_s: Seconds
    prediction: Labelling
    blind: bool = False
    hidden: dict[str, tuple[Hidden, ...]] = Field(default_factory=dict)
    cards: dict[str, dict[str, str]] = Field(default_factory=dict)


class GivenLabels(Value):
    """One annotation as it was given (sealed). ``raw`` is its JSON, untouched.

    ``id`` is the server's for all time; ``annotator`` a pseudonym; ``at`` when it was last changed,
    as the server says it. With anything ``odd`` in it, ``labelling`` is empty.
    """

    id: str = Field(min_length=1)
    annotator: str
    at: str
    raw: str
    labelling: Labelling = Labelling()
    odd: tuple[str, ...] = ()
    blind: bool = False


class LabellingProject(Value):
    """A project on a server; ``number`` is the server's, 0 until it is made, ``id`` our own.

    ``screen``: language and what is shown, such as ``ko+speech+motion``. ``config`` is the
    fingerprint of the screen as it was made. ``changed_until``: up to which change on the server
    everything was read, by the server's clock, "" before the first time.
    """

    id: str
    server: str
    number: int
    procedure: str
    version: int
    screen: str
    blind: bool = False
    config: str
    protection_class: ProtectionClass
    changed_until: str = ""
    created_at: datetime
    closed_at: datetime | None = None


class LabellingTask(Value):
    """Where a session stands with the annotators. Its identity is the session: numbers of tasks
    are used again by the server.

    ``number`` is the server's, None until it is known. ``prediction_mac``
    tells whether what would be predicted now is what was. ``shown`` is the sealed
    ``Shown``. ``seen`` is the last change on the server that was read. ``remove_at``: from when on
    it is to be gone from the server, ``removed_at`` when it was.
    """

    session: str
    project: str
    number: int | None = None
    prediction_mac: str = ""
    shown: str = ""
    blind: bool = False
    out_at: datetime
    out_by: str
    waits: Waits = "annotator"
    seen: str = ""
    back_at: datetime | None = None
    back: Back | None = None
    remove_at: datetime | None = None
    removed_at: datetime | None = None

    @property
    def is_out(self) -> bool:
        return self.back_at is None


class Trouble(Value):
    """Something on the server that was not taken over, kept for a person to look at.

    ``task`` and ``annotation`` are the server's numbers, 0 where it is about neither. What exactly
    is odd may quote words: it stands in the sealed annotation (``artifact``). ``mark`` tells one
    state of it from the next.
    """

    id: str
    project: str
    session: str = ""
    task: int = 0
    annotation: int = 0
    code: TroubleCode
    artifact: str = ""
    mark: str = ""
    found_at: datetime
    settled_at: datetime | None = None
