"""What whoever makes a release should know about it, as sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.deidentify.say import Say, later
from pipelines.release.quality.figures import Quality

# So many names are told; more would hide the sentence.
NAMED = 5
ONE_PERSON = later(
    "All of this is the work of one person: nothing in it can tell how a model does on somebody"
    " else."
)
NO_TEST = later("Nobody is held out for a test: there are too few people on that side yet.")
NO_TRAIN = later(
    "Nobody in it is to be trained on: everybody was held out by an earlier dataset."
)  # fmt: skip
WITHHELD = later(
    "What is known of {} of {} people is withheld: fewer than {} are alike in it."
)  # fmt: skip
EMPTY = later("Steps without any example: {}.")
NOT_TRAINED = later("Steps that are not in train: {}.")
TWINS = later(
    "Nearly the same work of different people is in it ({} groups of sessions): each group is in"
    " one split."
)
UNSEEN = later("No step in it was confirmed or corrected by a person one by one.")
WARNINGS = (ONE_PERSON, NO_TEST, NO_TRAIN, WITHHELD, EMPTY, NOT_TRAINED, TWINS, UNSEEN)


def warnings(_: Say, found: Quality) -> tuple[str, ...]:
    """Nothing of it keeps anything here. In the order of weight."""
    return tuple(_(message).format(*filled) for message, *filled in _warnings(found))


def _warnings(found: Quality) -> Iterator[tuple[str, ...]]:
    people = sum(one.people for one in found.sides)
    rows = {one.split: one.rows for one in found.sides}
    if people == 1:
        yield (ONE_PERSON,)
    elif not rows["test"]:
        yield (NO_TEST,)
    if not rows["train"]:
        yield (NO_TRAIN,)
    held = found.diversity.crowds
    if held.withheld:
        yield WITHHELD, str(held.withheld), str(people), str(held.asked)
    if found.balance.empty:
        yield EMPTY, _names(found.balance.empty)
    lacking = [one.step for one in found.balance.steps if one.total and not one.rows["train"]]
    if lacking and rows["train"]:
        yield NOT_TRAINED, _names(lacking)
    if found.twins:
        yield TWINS, str(found.twins)
    if found.labels.made_by["machine"] == found.labels.rows and not found.synthetic:
        yield (UNSEEN,)


def _names(steps: Sequence[str]) -> str:
    more = len(steps) - NAMED
    return ", ".join(steps[:NAMED]) + (f" (+{more})" if more > 0 else "")
