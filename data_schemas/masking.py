"""What should not leave: who or what is named, and what stands in its place.

All of it is proposed by machines and decided by people; nothing here makes anybody anonymous.
"""

from __future__ import annotations

import hashlib
from typing import Literal, Self

from pydantic import Field, model_validator

from data_schemas.clock import Span
from data_schemas.value import Probability, Seconds, Value

TextKind = Literal[
    "person", "phone", "email", "resident_number", "foreigner_number", "business_number",
    "driver_licence", "passport", "card_number", "account_number", "plate", "address", "url",
    "ip_address", "us_ssn", "birth_date", "employee_number", "confidential",
]  # fmt: skip
# Why something was found: a check digit fits, its form is nothing else's, words around it say so,
# it is on the site's list, its form alone (which other things have, too), or said elsewhere.
Why = Literal["checksum", "form", "context", "known", "likely", "said_before"]
# Where a text stands: said at work, an answer, a know-how card, a line of the procedure, what was
# noted about a take.
Where = Literal["said", "answer", "card", "step", "take"]
ConfidentialKind = Literal["company", "product", "customer", "parameter", "other"]


class Identifier(Value):
    """Characters ``[start, end)`` of a text that name somebody or something; ``text`` are they.

    ``score`` is how likely it is one, by the kind of rule, not measured. ``label`` is what stands
    in its place where a site said so, else "".
    """

    start: int = Field(ge=0)
    end: int = Field(ge=1)
    kind: TextKind
    text: str = Field(min_length=1)
    score: Probability
    why: Why
    label: str = ""

    @model_validator(mode="after")
    def _as_long_as_its_text(self) -> Self:
        if self.end - self.start != len(self.text):
            raise ValueError("an identifier is as long as its text")
        return self


class ConfidentialTerm(Value):
    """A word that must not leave. ``replacement`` is what is shown instead, "" for its kind."""

    term: str = Field(min_length=2, max_length=80)
    kind: ConfidentialKind = "other"
    replacement: str = Field(default="", max_length=40)


class ConfidentialTerms(Value):
    """The site's list."""

    terms: tuple[ConfidentialTerm, ...] = ()


class KnownNames(Value):
    """People whom the site knows by name: pseudonyms and names of authors."""

    names: tuple[str, ...] = ()


class TextMask(Span):
    """A proposal: characters ``[start, end)`` of an utterance go, ``replacement`` stands there.

    ``start_s`` to ``end_s`` are all words that are hit, whole. A text that was not said (a card, a
    written answer, a step) is named like an utterance, and like a recording without a second.
    The id says where it is, not what it hides, so that it may stand anywhere: a decision about it
    must keep the words it was made on (sealed), and does not hold for other words there.
    """

    id: str
    utterance: str
    start: int = Field(ge=0)
    end: int = Field(ge=1)
    kind: TextKind
    replacement: str = Field(min_length=1)
    score: Probability


class OwnWords(Value):
    """Words that a person hides wherever they stand; ``instead`` is shown, "" for their kind."""

    id: str
    words: str = Field(min_length=2, max_length=80)
    kind: TextKind = "person"
    instead: str = Field(default="", max_length=40)


class WordState(Value):
    """A proposal, the ``words`` that it hides, and what people said to it: sealed only.

    What nobody judged is applied, too.
    """

    mask: TextMask
    words: str = Field(min_length=1)
    judged: Literal["", "accepted", "rejected"] = ""

    @property
    def applies(self) -> bool:
        return self.judged != "rejected"


class Line(Value):
    """One text of a session as it is and as it would leave (``shown``), with what is found in it.

    Of what was said there is a ``recording`` with its seconds; a written answer, a field of a
    know-how card, a line of the procedure and a note about a take have none.
    """

    id: str
    where: Where
    text: str
    shown: str
    recording: str = ""
    start_s: Seconds = 0.0
    end_s: Seconds = 0.0
    words: tuple[WordState, ...] = ()


def mask_id(recording: str, utterance: str, place: tuple[int, int], kind: TextKind) -> str:
    """The same place and kind give the same id, in every run."""
    name = f"{recording}\n{utterance}\n{place[0]}\n{place[1]}\n{kind}"
    return "msk-" + hashlib.sha256(name.encode()).hexdigest()[:16]
