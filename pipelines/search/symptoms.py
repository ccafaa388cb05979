"""Questions about a sign: what sounds, smells or feels otherwise than it should, and what then."""

from __future__ import annotations

import re

from pipelines.elicit.told_cues import senses_of
from pipelines.elicit.told_words import either
from pipelines.text import normalise

# Korean imitates sounds and movements by a word that repeats itself: 지글지글, 덜컹덜컹.
_REPEATED = re.compile(r"([가-힣]{2,3})\1")
_WRONG = either(
    r"(?:what|something) is wrong|goes wrong|wrong with|broken|cracked|trouble|problems?|defects?",
    r"이상(?:한|해|하|이)|불량|문제|탈이|고장|잘못되|잘못됐",
)
# Cards and moments that tell signs, what is wrong, and how it is put right.
ABOUT_SIGNS = frozenset({"cue", "recovery", "exception", "hazard", "incident", "novice_error"})
# What a passage about signs gains: as much as lies between neighbours of a list, not more than what
# parts a right answer from a wrong one.
BONUS = 0.12


def is_symptom(question: str) -> bool:
    """Whether a sign is asked about: a sense is named, something is wrong, or a sound imitated."""
    plain = normalise(question)
    return bool(senses_of(question) or _WRONG.search(plain) or _REPEATED.search(plain))
