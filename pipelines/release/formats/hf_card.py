"""The card of a release: what it is, whose, for what, how it was made, and what it is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import yaml

from data_schemas.release import Split
from data_schemas.rights import Consent
from pipelines.release.bundle import Bundle
from pipelines.release.formats.hf_schema import (
    Column,
    frame_columns,
    segment_columns,
    type_name,
)

SYNTHETIC = (
    "Some or all of this data is **synthetic**: it was generated, nobody was recorded. "
    "No figure here is field accuracy."
)
LIMITS = (
    "Steps and words are machine output unless `status` says that a person confirmed or "
    "corrected them; `confidence` is a probability, not a measure of the person.",
    "Keypoints are raw estimates from video. NaN means that nothing was found; nothing is "
    "filled in. They are not measurements of forces or tools.",
    "Narration is not the whole knowledge: people leave out much of what they do. A segment "
    "without narration is not a segment without skill.",
    "Words and motion rows that were struck or masked, and the words of bystanders, are left out.",
    "Do not use this to rate, time or identify a person.",
)


@dataclass(frozen=True)
class Counts:
    """Rows a split for each config; a split without rows is absent."""

    segments: dict[Split, int]
    frames: dict[Split, int]


def card(bundle: Bundle, counts: Counts) -> str:
    """``README.md``: YAML that ``datasets`` reads, then Markdown for people."""
    front = _front(bundle, counts)
    head = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{head}---\n\n" + "\n\n".join(_sections(bundle, counts)) + "\n"


def _front(bundle: Bundle, counts: Counts) -> dict[str, Any]:
    configs = [_config("segments", counts.segments, default=True)]
    if counts.frames:
        configs.append(_config("frames", counts.frames, default=False))
    return {
        "pretty_name": _flat(bundle.name),
        "license": "other",
        "license_name": _flat(", ".join(_licences(bundle))),
        "language": sorted({record.language for record in bundle.records}),
        "tags": ["procedural-knowledge", "manufacturing"]
        + (["synthetic"] if bundle.synthetic else []),
        "configs": configs,
    }


def _config(name: str, rows: dict[Split, int], default: bool) -> dict[str, Any]:
    files = [{"split": split, "path": f"{name}/{split}-*.parquet"} for split in rows]
    return {"config_name": name, **({"default": True} if default else {}), "data_files": files}


def _sections(bundle: Bundle, counts: Counts) -> list[str]:
    return [
        f"# {_line(bundle.name)}",
        *([SYNTHETIC] if bundle.synthetic else []),
        "Experts at work on written procedures: which step they did when, what they said about "
        "it, and where body and hands were. Made with Sonmat on "
        f"{bundle.created_at.date().isoformat()}.",
        "## Contents\n\n" + _contents(bundle, counts),
        "## Use\n\n```python\nfrom datasets import load_dataset\n\n"
        'segments = load_dataset("path/to/this/folder")\n'
        + ('frames = load_dataset("path/to/this/folder", "frames")\n' if counts.frames else "")
        + "```",
        "## Rights and consent\n\n" + _rights(bundle),
        "## How it was made\n\n" + _making(bundle),
        "## Limits\n\n" + "\n".join(f"- {limit}" for limit in LIMITS),
        "## Columns of `segments`\n\n" + _columns(segment_columns([])),
        *(["## Columns of `frames`\n\n" + _columns(frame_columns([]))] if counts.frames else []),
    ]


def _contents(bundle: Bundle, counts: Counts) -> str:
    rows = [
        (split, str(number), str(counts.frames.get(split, 0)))
        for split, number in counts.segments.items()
    ]
    procedures = sorted({(p.procedure.id, p.procedure.version, p.procedure.title)
                         for p in bundle.parts})  # fmt: skip
    experts = {part.session.expert for part in bundle.parts}
    named = "\n".join(f"- `{key}` version {version}: {_line(title)}"
                      for key, version, title in procedures)  # fmt: skip
    return (
        _table(("split", "segments", "frames"), rows)
        + f"\n\nSessions: {len(bundle.parts)}. Experts: {len(experts)}. Procedures:\n\n{named}\n\n"
        "All sessions of a person are in one split, chosen by a salted hash of the person's id, "
        "so that no test hand is seen in training and later releases stay comparable."
    )


def _rights(bundle: Bundle) -> str:
    rows = sorted({_consent_row(part.consent) for part in bundle.parts})
    names = ("purposes granted", "protection class", "licence", "rights holder", "legal basis",
             "synthetic")  # fmt: skip
    return (
        _table(names, rows)
        + "\n\nUse for a purpose that is not granted is not allowed. Consent can be withdrawn: "
        "then the site names the sessions to delete from copies of this release."
    )


def _consent_row(consent: Consent) -> tuple[str, ...]:
    return (
        ", ".join(sorted(consent.purposes)) or "none",
        consent.protection_class,
        _line(consent.licence or "not stated"),
        _line(consent.rights_holder or "not stated"),
        _line(consent.legal_basis or "not stated"),
        "yes" if consent.synthetic else "no",
    )


def _making(bundle: Bundle) -> str:
    made = bundle.provenance
    lines = [f"- program: {_line(made.software)}"]
    lines += [f"- model `{name}`: `{digest}`" for name, digest in made.models]
    if made.salt:
        lines.append(f"- salt of the split: `{made.salt}`")
    return "\n".join(lines)


def _licences(bundle: Bundle) -> list[str]:
    return sorted({part.consent.licence or "not stated" for part in bundle.parts})


def _columns(columns: list[Column]) -> str:
    rows = [(f"`{c.name}`", type_name(c.feature), c.meaning) for c in columns]
    return _table(("column", "type", "meaning"), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _flat(text: str) -> str:
    """On one line: a line of its own could end the YAML head."""
    return " ".join(text.split())


def _line(text: str) -> str:
    """Text of people on one line, without what Markdown or HTML would obey."""
    return "".join(f"\\{c}" if c in "\\|<>[]`*_" else c for c in _flat(text))
