"""What a release tells of the people in it, so that nobody is alone with it: k-anonymity.

Source: Samarati and Sweeney, "Protecting Privacy when Disclosing Information" (1998). People are
counted by what is known of each; where fewer than k are alike, one thing after the other is
withheld, the most telling first. No row names a person.

What the work itself tells cannot be withheld: whoever has the words hears the language, and a step
belongs to its job. Licence and holder of the rights are terms of use and stand in the card.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from data_schemas.value import Value
from pipelines.release.quality.looked import Looked

# The first is withheld first: a set of jobs is most often somebody's own.
ORDER = ("jobs", "holder", "languages")
Traits = tuple[str | None, ...]


class Crowd(Value):
    """So many people are alike in this; None: withheld."""

    people: int
    jobs: str | None
    holder: str | None
    languages: str | None


class Crowds(Value):
    """``reached``: of how few people anything is told, 0 where nothing is. ``withheld``: of how
    many people something is not told."""

    asked: int
    reached: int
    withheld: int
    crowds: tuple[Crowd, ...]


def crowds(looked: Iterable[Looked], k: int) -> Crowds:
    """At least ``k`` people are alike in all that is told of anybody."""
    told = _suppressed(_traits(looked), k)
    counts = Counter(told)
    known = [number for traits, number in counts.items() if any(traits)]
    return Crowds(
        asked=k,
        reached=min(known, default=0),
        withheld=sum(None in traits for traits in told),
        crowds=tuple(
            Crowd(people=number, **dict(zip(ORDER, traits, strict=True)))
            for traits, number in sorted(counts.items(), key=lambda one: _by_size(*one))
        ),
    )


def _by_size(traits: Traits, number: int) -> tuple[int, list[str]]:
    return -number, [one or "" for one in traits]


def _traits(looked: Iterable[Looked]) -> list[Traits]:
    """Of each person, in no order that tells who."""
    known: dict[str, tuple[set[str], set[str], set[str]]] = {}
    for part in looked:
        jobs, holders, languages = known.setdefault(part.session.expert, (set(), set(), set()))
        jobs.add(part.procedure.id)
        holders.add(part.consent.rights_holder)
        languages.add(part.language)
    return sorted(
        tuple(", ".join(sorted(filter(None, one))) or "not stated" for one in sets)
        for sets in known.values()
    )


def _suppressed(people: Sequence[Traits], k: int) -> list[Traits]:
    for place in range(len(ORDER)):
        counts = Counter(people)
        people = [
            one if counts[one] >= k else (*one[:place], None, *one[place + 1 :]) for one in people
        ]
    return list(people)
