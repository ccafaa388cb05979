"""The card of a release: what it is, whose, for what, how it was made, and what it is not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from data_schemas.release import Split
from data_schemas.rights import Consent
from pipelines.release.bundle import Bundle, Part
from pipelines.release.formats.hf_schema import (
    Column,
    frame_columns,
    segment_columns,
    type_name,
)
from pipelines.release.markdown import flat as _flat
from pipelines.release.markdown import line as _line
from pipelines.release.markdown import table as _table

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
    """Rows a split for each config; a split without rows is absent. ``content`` names the files by
    what is in them."""

    segments: dict[Split, int]
    frames: dict[Split, int]
    content: str = ""


@dataclass
class _Told:
    """What the card tells of sessions, each once; they are gone through once for it."""

    synthetic: bool = False
    procedures: set[tuple[str, int, str]] = field(default_factory=set)
    experts: set[str] = field(default_factory=set)
    consents: set[tuple[str, ...]] = field(default_factory=set)
    licences: set[str] = field(default_factory=set)
    made_with: set[str] = field(default_factory=set)

    def add(self, part: Part) -> None:
        self.synthetic |= part.consent.synthetic
        self.procedures.add((part.procedure.id, part.procedure.version, part.procedure.title))
        self.experts.add(part.session.expert)
        self.consents.add(_consent_row(part.consent))
        self.licences.add(part.consent.licence or "not stated")
        self.made_with.update(part.made_with)


def card(bundle: Bundle, counts: Counts) -> str:
    """``README.md``: YAML that ``datasets`` reads, then Markdown for people."""
    told = _Told()
    for part in bundle.parts:
        told.add(part)
    front = _front(bundle, counts, told)
    head = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{head}---\n\n" + "\n\n".join(_sections(bundle, counts, told)) + "\n"


def _front(bundle: Bundle, counts: Counts, told: _Told) -> dict[str, Any]:
    configs = [_config("segments", counts, counts.segments)]
    if counts.frames:
        configs.append(_config("frames", counts, counts.frames))
    return {
        "pretty_name": _flat(bundle.name),
        "license": "other",
        "license_name": _flat(", ".join(sorted(told.licences))),
        "language": sorted({record.language for record in bundle.records}),
        "tags": ["procedural-knowledge", "manufacturing"]
        + (["synthetic"] if told.synthetic else []),
        "configs": configs,
    }


def _config(name: str, counts: Counts, rows: dict[Split, int]) -> dict[str, Any]:
    files = [{"split": split, "path": f"{name}/{split}-*.parquet"} for split in rows]
    first = {"default": True} if name == "segments" else {}
    return {"config_name": name, **first, "description": counts.content, "data_files": files}


def _sections(bundle: Bundle, counts: Counts, told: _Told) -> list[str]:
    return [
        f"# {_line(bundle.name)}",
        *([SYNTHETIC] if told.synthetic else []),
        "Experts at work on written procedures: which step they did when, what they said about "
        "it, and where body and hands were. Made with Sonmat on "
        f"{bundle.created_at.date().isoformat()}.",
        "## Contents\n\n" + _contents(bundle, counts, told),
        "## Use\n\n```python\nfrom datasets import load_dataset\n\n"
        'segments = load_dataset("path/to/this/folder")\n'
        + ('frames = load_dataset("path/to/this/folder", "frames")\n' if counts.frames else "")
        + "```",
        "## Rights and consent\n\n" + _rights(told),
        "## How it was made\n\n" + _making(bundle, told),
        "## Limits\n\n" + "\n".join(f"- {limit}" for limit in LIMITS),
        "## Columns of `segments`\n\n" + _columns(segment_columns([])),
        *(["## Columns of `frames`\n\n" + _columns(frame_columns([]))] if counts.frames else []),
    ]


def _contents(bundle: Bundle, counts: Counts, told: _Told) -> str:
    rows = [
        (split, str(number), str(counts.frames.get(split, 0)))
        for split, number in counts.segments.items()
    ]
    named = "\n".join(f"- `{key}` version {version}: {_line(title)}"
                      for key, version, title in sorted(told.procedures))  # fmt: skip
    return (
        _table(("split", "segments", "frames"), rows)
        + f"\n\nSessions: {len(bundle.parts)}. Experts: {len(told.experts)}. "
        f"Procedures:\n\n{named}\n\n"
        "All sessions of a person are in one split and stay there in later releases, so that no "
        "test hand is seen in training. Shares, steps a split and figures of quality stand in "
        "`../README.md` and `../quality.en.md`."
    )


def _rights(told: _Told) -> str:
    rows = sorted(told.consents)
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


def _making(bundle: Bundle, told: _Told) -> str:
    made = bundle.provenance
    lines = [f"- program: {_line(made.software)}"]
    lines += [f"- model `{name}`: `{digest}`" for name, digest in made.models]
    lines += [f"- {line}" for line in sorted(told.made_with)]
    if made.salt:
        lines.append(f"- salt of the split: `{made.salt}`")
    return "\n".join(lines)


def _columns(columns: list[Column]) -> str:
    rows = [(f"`{c.name}`", type_name(c.feature), c.meaning) for c in columns]
    return _table(("column", "type", "meaning"), rows)
