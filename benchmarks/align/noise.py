"""What word errors cost, and whether the transcript of another job comes out as unsure.

    python -m benchmarks.align.noise [--smoke]

Every fourth recording of the development pack (all of its sessions, both lists), with errors in
5, 15 and 30 % of the words (``garble.py``) against the same sessions as written down, in one run,
paired over recordings. Then every session's narration is given to a session of another task.
"""

from __future__ import annotations

import zlib
from typing import Any, get_args

import jiwer
import numpy as np

from benchmarks.align.garble import Words, garble
from benchmarks.align.pack import LISTS, Pack, recording_of, remembered
from benchmarks.align.scoring import (
    Scored,
    Set,
    brief,
    command,
    figures,
    loss,
    scored,
    sureness,
    tell,
)  # fmt: skip
from benchmarks.common import scorer
from data_schemas.transcript import Utterance
from pipelines.align.task import Embed, Method, Task
from pipelines.text import normalise

RATES = (0.05, 0.15, 0.30)
EVERY, SMOKE = 4, 6
DRAWS = 1000
METHODS: tuple[Method, ...] = get_args(Method)
Talk = dict[str, tuple[Utterance, ...]]


def measure(smoke: bool) -> dict[str, Any]:
    """Figures of all methods at every rate, and of narrations that belong to another task."""
    packs = {name: Pack(name) for name in LISTS}
    keys = chosen(packs["sop"], smoke)
    heard = Words.of([u.text for t in packs["sop"].tasks.values() for u in t.utterances])
    clean = {key: packs["sop"].tasks[key].utterances for key in keys}
    talks = {0.0: clean} | {
        rate: garbled(clean, rate, heard) for rate in RATES[-1 if smoke else 0 :]
    }
    other = swapped(packs["sop"], keys)
    embed = remembered(_texts(packs, keys, [*talks.values(), other]))
    out: dict[str, Any] = {
        "sessions": len(keys),
        "recordings": len({recording_of(key) for key in keys}),
        "wer": {f"{rate:.2f}": wer(clean, talk) for rate, talk in talks.items()},
    }
    for name, pack in packs.items():
        out[name] = _rates(name, pack, talks, embed, 50 if smoke else DRAWS)
        out[name]["another_task"] = _another(name, pack, clean, other, embed)
    return out


def chosen(pack: Pack, smoke: bool) -> list[str]:
    """Sessions of every fourth recording, by the recordings' names."""
    recordings = sorted({recording_of(key) for key in pack.tasks})[::EVERY]
    keys = [key for key in pack.tasks if recording_of(key) in set(recordings)]
    return keys[:: len(keys) // SMOKE] if smoke else keys


def garbled(clean: Talk, rate: float, heard: Words) -> Talk:
    """The same errors whichever sessions are chosen: each session has a seed of its own."""
    return {
        key: garble(
            said, rate, heard, np.random.default_rng([zlib.crc32(key.encode()), int(100 * rate)])
        )
        for key, said in clean.items()
    }


def swapped(pack: Pack, keys: list[str]) -> Talk:
    """Every session's narration replaced by that of the session of another task, half way on."""
    out = {}
    for n, key in enumerate(keys):
        turned = keys[n + len(keys) // 2 :] + keys[: n + len(keys) // 2]
        mine = pack.inputs[key]["task"]
        donor = next(one for one in turned if pack.inputs[one]["task"] != mine)
        share = pack.tasks[key].duration_s / pack.tasks[donor].duration_s
        out[key] = tuple(
            u.model_copy(
                update={"start_s": u.start_s * share, "end_s": u.end_s * share, "words": ()}
            )
            for u in pack.tasks[donor].utterances
        )
    return out


def wer(clean: Talk, talk: Talk) -> float:
    """Word error rate in percent over all sessions, as jiwer counts."""
    rows = [(_text(clean[key]), _text(talk[key])) for key in clean if _text(clean[key])]
    return round(100 * float(jiwer.wer([a for a, _ in rows], [b for _, b in rows])), 2)


def _text(said: tuple[Utterance, ...]) -> str:
    return " ".join(normalise(one.text) for one in said)


def _texts(packs: dict[str, Pack], keys: list[str], talks: list[Talk]) -> list[str]:
    titles = {s.title for p in packs.values() for key in keys for s in p.tasks[key].steps}
    return sorted(titles | {u.text for talk in talks for said in talk.values() for u in said})


def cases(pack: Pack, talk: Talk) -> Set:
    """The sessions of ``talk`` with its words."""
    out = Set()
    for key, said in talk.items():
        task: Task = pack.tasks[key].model_copy(update={"utterances": said})
        out.add(task, pack.truth[key]["segments"])
    return out


def _rates(
    name: str, pack: Pack, talks: dict[float, Talk], embed: Embed, draws: int
) -> dict[str, Any]:
    score, out = scorer("score_align"), {}
    for method in METHODS:
        rows: dict[str, Any] = {}
        plain: Scored | None = None
        for rate, talk in talks.items():
            found = scored(cases(pack, talk), embed, score, method)
            plain = plain or found
            shown = figures(found, score, draws)
            rows[f"{rate:.2f}"] = shown | {"against_clean": loss(found, plain, score, draws)}
            tell(f"noise {name} {method} {rate:.0%}: {brief(shown)}")
        out[method] = rows
    return out


def _another(name: str, pack: Pack, clean: Talk, other: Talk, embed: Embed) -> dict[str, Any]:
    score = scorer("score_align")
    both = {"right": clean, "another": other}
    out = {kind: sureness(scored(cases(pack, talk), embed, score)) for kind, talk in both.items()}
    tell(f"noise {name} narration of another task: {out}")
    return out


if __name__ == "__main__":
    command(__doc__, "noise", measure)
