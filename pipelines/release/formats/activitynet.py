"""Steps as ActivityNet writes activities: one JSON, a video a session, segments in seconds.

The keys ``version``, ``taxonomy`` and ``database`` are those that its evaluation wants. What
ActivityNet does not know stands beside them in ``sonmat`` objects, so that no key means two things.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from data_schemas.release import Record, Split
from pipelines.release.bundle import Bundle, Part
from pipelines.release.formats.placed import label_of, placed

FILE = "annotations.json"
SUBSETS: dict[Split, str] = {"train": "training", "validation": "validation", "test": "testing"}
ROOT = 0


def write(bundle: Bundle, out: Path) -> None:
    """Write ``annotations.json`` into ``out``. Times are seconds on the session's clock."""
    head = {
        "version": f"{bundle.name} {bundle.created_at.date().isoformat()}",
        "taxonomy": list(_taxonomy(bundle)),
    }
    with (out / FILE).open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'{json.dumps(head, ensure_ascii=False)[:-1]},\n"database": {{')
        before = "\n"
        for part in bundle.ordered:
            video = json.dumps(_video(bundle, part), ensure_ascii=False)
            file.write(f"{before}{json.dumps(part.session.id)}: {video}")
            before = ",\n"
        file.write("}}\n")


def _video(bundle: Bundle, part: Part) -> dict[str, Any]:
    seen = next((one for one in part.session.work if one.has_video), None)
    return {
        "duration": part.duration_s,
        "subset": SUBSETS[bundle.split_of(part)],
        "resolution": f"{seen.width}x{seen.height}" if seen else "",
        "url": "",
        "annotations": [_annotation(one) for one in placed(bundle, part) if one.step_id],
        "sonmat": {
            "expert": part.session.expert,
            "procedure": part.procedure.id,
            "licence": part.consent.licence,
            "protection_class": part.consent.protection_class.value,
            "synthetic": part.consent.synthetic,
        },
    }


def _annotation(one: Record) -> dict[str, Any]:
    return {
        "segment": [one.start_s, one.end_s],
        "label": label_of(one),
        "sonmat": {
            "id": one.id, "title": one.step_title, "occurrence": one.occurrence,
            "confidence": one.confidence, "status": one.status, "take": one.take,
            "variant": one.variant,
        },
    }  # fmt: skip


def _taxonomy(bundle: Bundle) -> Iterator[dict[str, Any]]:
    """A tree: all, the procedures, and the steps that occur in the release."""
    root: dict[str, Any] = {
        "nodeId": ROOT, "nodeName": "Root", "parentId": None, "parentName": None,
    }  # fmt: skip
    yield root
    used = sorted({(one.procedure, label_of(one)) for one in bundle.records if one.step_id})
    number = ROOT
    for procedure in sorted({name for name, _ in used}):
        number += 1
        above = number
        yield _node(number, procedure, root)
        for label in (label for name, label in used if name == procedure):
            number += 1
            yield _node(number, label, {"nodeId": above, "nodeName": procedure})


def _node(number: int, name: str, above: dict[str, Any]) -> dict[str, Any]:
    return {
        "nodeId": number, "nodeName": name,
        "parentId": above["nodeId"], "parentName": above["nodeName"],
    }  # fmt: skip
