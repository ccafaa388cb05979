"""What is in the shards: columns as ``datasets`` reads them, and their meaning for people."""

from __future__ import annotations

from typing import Any

import yaml

from data_schemas.release import Split
from pipelines.release.bundle import Bundle
from pipelines.release.filmed.states import HANDS, PICTURE

# What stands in the json of a sample, with its type for ``datasets``.
TOLD = {
    "id": "string", "session": "string", "expert": "string", "procedure": "string",
    "procedure_version": "int64", "step_id": "string", "step_title": "string", "label": "string",
    "occurrence": "int64", "confidence": "float64", "status": "string", "narration": "string",
    "take": "int64", "variant": "string", "language": "string", "split": "string",
    "licence": "string", "protection_class": "string", "synthetic": "bool", "artifact": "string",
    "recording": "string", "start_s": "float64", "end_s": "float64", "frames": "int64",
    "fps": "int64", "sound_rate": "int64",
}  # fmt: skip
# Sound stays bytes there: as a sound, torchcodec would be needed to open anything at all.
PLAIN = {"__key__": "string", "__url__": "string", "mp4": "video", "wav": "binary"}
ROWS = {
    "state.npy": "float32", "state_valid.npy": "bool", "hands.npy": "float32",
    "hands_valid.npy": "bool",
}  # fmt: skip
README = """# Clips of work, as WebDataset shards

`webdataset.WebDataset("train-{{000000..000007}}.tar")` or `load_dataset(folder)` opens them. A
sample is one section of work: `mp4` (pictures, {fps} a second, H.264), `wav` (its sound, 16 kHz,
sample 0 with picture 0), `json` (label, words, terms), and, a row a picture, `state.npy` (hands and
wrists), `hands.npy` (the shape of each hand), their masks `state_valid.npy` and `hands_valid.npy`,
and `seconds.npy` (what second of the session's clock it shows).

Pictures and sound are from the masked copies that somebody answers for: faces and what was struck
are covered, hidden words are beeps, what bystanders say is silence. All sessions of a person are in
one split. Sections of a session lie in a row: shuffle. Do not use this to rate, time or identify a
person.

**Nothing here is metric.** Where a mask is false the number beside it is 0 and says nothing.

| file | in which frame | unit | origin | columns |
| --- | --- | --- | --- | --- |
| `state.npy` | {picture.frame} | {picture.unit} | {picture.origin} | {picture_names} |
| `hands.npy` | {hands.frame} | {hands.unit} | {hands.origin} | {hands_names} |

{missing}
"""


def card(bundle: Bundle, used: list[Split], missing: list[str], content: str) -> str:
    """``README.md``: YAML that ``datasets`` reads, then Markdown; ``content`` names the shards."""
    files = [{"split": one, "path": f"{one}-*.tar"} for one in used]
    front = {
        "dataset_info": {"features": _features()},
        "configs": [{"config_name": "default", "description": content, "data_files": files}],
    }
    told = yaml.safe_dump(front, sort_keys=False, width=10_000)
    head = f"---\n{told}---\n\n" if files else ""
    return head + README.format(
        fps=bundle.options.fps,
        picture=PICTURE,
        hands=HANDS,
        picture_names=", ".join(PICTURE.names),
        hands_names=", ".join(HANDS.names),
        missing="\n".join(missing) or "Every section has its clip here.",
    )


def _features() -> list[dict[str, Any]]:
    """The columns as ``datasets`` writes them, so that nothing is guessed from the first clips."""
    told = [{"name": name, "dtype": kind} for name, kind in TOLD.items()]
    rows = [{"name": name, "list": {"list": kind}} for name, kind in ROWS.items()]
    return [
        *({"name": name, "dtype": kind} for name, kind in PLAIN.items()),
        {"name": "json", "struct": told},
        *rows,
        {"name": "seconds.npy", "list": "float64"},
    ]
