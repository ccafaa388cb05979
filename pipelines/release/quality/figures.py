"""Figures of a release under the headings that Korean quality certification of data asks for.

They are of the data. None is of a person, and what nobody measured is None.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from data_schemas.release import MadeBy, Record, Split
from data_schemas.session import seconds_of
from data_schemas.value import Probability, Value
from pipelines.deidentify.report import Reported
from pipelines.release.bundle import Bundle
from pipelines.release.formats.placed import label_of
from pipelines.release.quality.looked import Looked, Seen
from pipelines.release.quality.people import Crowds, crowds
from pipelines.release.split import SHARES, SPLITS


class Agreed(Value):
    """What several annotators of the same recordings gave alike, blind; never who.

    ``alpha`` is Krippendorff's, None of too little. ``lane``: steps or speech.
    """

    procedure: str
    lane: str
    recordings: int
    alpha: float | None


class Diversity(Value):
    sessions: int
    recordings: int
    jobs: tuple[str, ...]
    languages: dict[str, int]
    crowds: Crowds


class Fitness(Value):
    """``material_s``: seconds of work; sizes and rates of pictures with the number of recordings,
    purposes and classes with the number of sessions."""

    material_s: float
    with_picture: int
    with_sound: int
    sizes: dict[str, int]
    rates_fps: dict[str, int]
    purposes: dict[str, int]
    classes: dict[str, int]


class Labels(Value):
    """Rows by who placed the step; those of ``person`` were moved or named otherwise than the
    machine had them. ``sure``: mean probability that a machine gave those nobody looked at."""

    rows: int
    made_by: dict[MadeBy, int]
    sure: Probability | None


class Missing(Value):
    """``outside``: rows of work that belongs to no step. ``silent``: rows in which nothing was
    said. ``cut``: stretches that people struck or masked."""

    outside: int
    silent: int
    without_motion: int
    cut: int
    seen: Seen


class Hidden(Value):
    sessions: int
    confirmed: int
    masks: int
    words: int


class StepRows(Value):
    step: str
    title: str
    rows: dict[Split, int]

    @property
    def total(self) -> int:
        return sum(self.rows.values())


class Balance(Value):
    """``ratio``: rows of the most frequent step a row of the rarest that has any."""

    steps: tuple[StepRows, ...]
    empty: tuple[str, ...]
    ratio: float | None


class Side(Value):
    """A split: who and what is in it, its share of all rows, and the share that was aimed at."""

    split: Split
    people: int
    sessions: int
    rows: int
    share: Probability
    aim: Probability
    steps: int


class Quality(Value):
    """``twins``: groups of sessions that are nearly the same."""

    dataset: str
    synthetic: bool
    diversity: Diversity
    fitness: Fitness
    labels: Labels
    agreement: tuple[Agreed, ...]
    missing: Missing
    hidden: Hidden
    balance: Balance
    sides: tuple[Side, ...]
    twins: int
    made_with: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """What figures need beside the bundle: of each session what was looked at, what was hidden in
    it, and the groups of those that are nearly the same."""

    looked: Sequence[Looked]
    told: Sequence[Reported] = ()
    agreed: tuple[Agreed, ...] = ()
    twins: int = 0


def measure(bundle: Bundle, asked: Asked) -> Quality:
    """All figures; no session is gathered for them."""
    looked, rows = asked.looked, bundle.records
    return Quality(
        dataset=bundle.name,
        synthetic=any(one.consent.synthetic for one in looked),
        diversity=_diversity(looked, bundle.options.k),
        fitness=_fitness(looked),
        labels=_labels(rows),
        agreement=asked.agreed,
        missing=_missing(looked, rows),
        hidden=_hidden(asked.told),
        balance=_balance(looked, rows),
        sides=tuple(_sides(looked, rows)),
        twins=asked.twins,
        made_with=tuple(sorted({line for one in looked for line in one.made_with})),
    )


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))


def _diversity(looked: Sequence[Looked], k: int) -> Diversity:
    return Diversity(
        sessions=len(looked),
        recordings=sum(len(one.session.work) for one in looked),
        jobs=tuple(sorted({one.procedure.id for one in looked})),
        languages=_counted(one.language for one in looked),
        crowds=crowds(looked, k),
    )


def _fitness(looked: Sequence[Looked]) -> Fitness:
    work = [one for part in looked for one in part.session.work]
    shown = [one for one in work if one.has_video]
    consents = [one.consent for one in looked]
    return Fitness(
        material_s=sum(seconds_of(one.session.work) for one in looked),
        with_picture=len(shown),
        with_sound=sum(one.has_audio for one in work),
        sizes=_counted(f"{one.width}x{one.height}" for one in shown),
        rates_fps=_counted(f"{one.fps:g}" for one in shown),
        purposes=_counted(purpose.value for one in consents for purpose in one.purposes),
        classes=_counted(one.protection_class.value for one in consents),
    )


def _labels(rows: Sequence[Record]) -> Labels:
    counts = Counter(one.made_by for one in rows)
    alone = sum(one.confidence for one in rows if one.made_by == "machine")
    return Labels(
        rows=len(rows),
        made_by={by: counts[by] for by in ("machine", "confirmed", "person")},
        sure=alone / counts["machine"] if counts["machine"] else None,
    )


def _missing(looked: Sequence[Looked], rows: Sequence[Record]) -> Missing:
    return Missing(
        outside=sum(one.step_id is None for one in rows),
        silent=sum(not one.narration for one in rows),
        without_motion=sum(one.seen.rows == 0 for one in looked),
        cut=sum(one.cut for one in looked),
        seen=Seen.together([one.seen for one in looked]),
    )


def _hidden(told: Sequence[Reported]) -> Hidden:
    return Hidden(
        sessions=len(told),
        confirmed=sum(one.decision is not None for one in told),
        masks=sum(sum(one.hidden.values()) for one in told),
        words=sum(sum(one.words.values()) for one in told),
    )


def _balance(looked: Sequence[Looked], rows: Sequence[Record]) -> Balance:
    """Every step of every procedure in the release, also those that nobody did."""
    titles: dict[str, str] = {}
    for part in sorted(looked, key=lambda one: (one.procedure.id, one.procedure.version)):
        titles |= {f"{part.procedure.id}/{one.id}": one.title for one in part.procedure.steps}
    titles |= {label_of(one): one.step_title for one in rows if label_of(one) not in titles}
    counts = Counter((label_of(one), one.split) for one in rows)
    steps = tuple(
        StepRows(step=name, title=title, rows={one: counts[name, one] for one in SPLITS})
        for name, title in titles.items()
        if name
    )
    used = [one.total for one in steps if one.total]
    return Balance(
        steps=steps,
        empty=tuple(one.step for one in steps if not one.total),
        ratio=max(used) / min(used) if used else None,
    )


def _sides(looked: Sequence[Looked], rows: Sequence[Record]) -> Iterable[Side]:
    """By rows: who has none is on no side that anybody could see."""
    counts = Counter(one.split for one in rows)
    side = {one.session: one.split for one in rows}
    steps = {(one.split, label_of(one)) for one in rows if one.step_id}
    for split in SPLITS:
        here = {session for session, own in side.items() if own == split}
        yield Side(
            split=split,
            people=len({one.session.expert for one in looked if one.session.id in here}),
            sessions=len(here),
            rows=counts[split],
            share=counts[split] / len(rows) if rows else 0.0,
            aim=SHARES[split],
            steps=sum(one == split for one, _ in steps),
        )
