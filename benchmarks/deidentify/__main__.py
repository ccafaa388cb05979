"""``python -m benchmarks.deidentify [--smoke] [--only PART ...]``.

*text*: what names somebody in workshop talk of our own wording, both halves of the gold set apart:
recall and precision of every kind, and what is proposed in talk that nobody marked. The rules were
written by whoever wrote the sentences, looking at `dev` only; `hard` was written against them.
None of it says how much is found in real talk, nor promises that anybody stays unknown.
*faces*: one real face pasted into generated pictures, by size, turn, blur, light and what hides it:
how much of it is hidden, and how many masks are on a face. *hands*: masks over working hands in the
demo recording, against its true joints. Nothing measured here is a promise about other faces.
"""

from __future__ import annotations

import gzip
import json
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from benchmarks.common import bench_data, measure_parts
from benchmarks.deidentify.faces import hands, pasted
from benchmarks.deidentify.gold import HALVES, LANGUAGES, Tally, gold
from examples.demo.paths import DemoError
from pipelines.deidentify.text.find import identifiers, rules

TALK = 8000
SMALL = 20


def text(smoke: bool) -> dict[str, Any]:
    """A table for each half of each language, and the count of proposals in plain talk."""
    given = gold()
    using = rules(given.known, given.terms)
    out: dict[str, Any] = {
        "made": "own wording, made for this purpose, before the rules and by the same hand",
        "found": "every letter lies in a mask of whatever kind",
        "right": "at least half of a proposal lies in what is marked",
    }
    for half in HALVES:
        out[half] = {}
        for language in LANGUAGES:
            tally = Tally()
            sentences = given.sentences[language, half]
            for one in sentences[:SMALL] if smoke else sentences:
                tally.add(one, identifiers(one.text, one.language, using))
            out[half][language] = {"sentences": len(sentences), **tally.rows()}
    return {**out, "plain_talk": _plain_talk(SMALL if smoke else TALK)}


def _plain_talk(most: int) -> dict[str, Any] | None:
    """Proposals in instructions that strangers gave over video: there are no names in them."""
    folder = bench_data("align")
    if folder is None:
        return None
    with gzip.open(folder / "dev_own_input.jsonl.gz", "rt", encoding="utf-8") as file:
        told = [u["text"] for line in file for u in json.loads(line)["utterances"]][:most]
    using, kinds, began = rules(), Counter[str](), time.perf_counter()
    for one in told:
        kinds.update(f"{found.kind}, {found.why}" for found in identifiers(one, "en", using))
    took = time.perf_counter() - began
    return {
        "utterances": len(told),
        "proposed": dict(kinds),
        "ms_an_utterance": round(1000 * took / len(told), 2),
    }


PARTS: dict[str, Callable[[bool], dict[str, Any]]] = {
    "text": text,
    "faces": pasted,
    "hands": hands,
}

if __name__ == "__main__":
    measure_parts(__doc__, "deidentify", PARTS, DemoError)
