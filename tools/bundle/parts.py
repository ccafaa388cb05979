"""The list of parts (SBOM) of what lies in a bundle, and the papers and scripts that go along."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name, parse_wheel_filename

from tools import sbom
from tools.bundle.base import ROOT, run

WRITTEN = Path(__file__).with_name("written")
# What stands in the folder where Sonmat is installed, beside its environment and its models.
SITE = ("docs", "deploy", "tools/labelstudio", "constraints-labelstudio.txt", "LICENSE", "NOTICE")
_MACHINE = "x86_64"


def write_sbom(bundle: Path) -> None:
    """``sbom.json``: every wheel with its digest and declared licence, and every model."""
    made = sbom.build()
    known = {(canonicalize_name(one["name"]), one["version"]): one for one in made["components"]}
    listed = []
    for path in sorted((bundle / "wheels").glob("*.whl")):
        name, number = parse_wheel_filename(path.name)[:2]
        if name == "sonmat":
            continue
        bare = {"type": "library", "name": name, "bom-ref": f"{name}=={number}"}
        one = known.get((name, str(number)), {**bare, "version": str(number)})
        listed.append({**one, "scope": "required", "hashes": [_hash(path)]})
    models = [one for one in made["components"] if one["type"] == "machine-learning-model"]
    kept: dict[str, Any] = {**made, "components": [*listed, *models], "dependencies": []}
    (bundle / "sbom.json").write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")


def copy_papers(bundle: Path) -> None:
    """Sheets, scripts and what a site wants to have at hand."""
    for path in WRITTEN.iterdir():
        shutil.copyfile(path, bundle / path.name)
    for name in SITE:
        place = bundle / "site" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, place)


def about(version: str, needs_mb: int) -> str:
    """``bundle.txt``: a name and its value each line; the installer reads ``needs_mb``."""
    head = run(["git", "rev-parse", "--short=12", "HEAD"], "The version cannot be told.").strip()
    changed = run(["git", "status", "--porcelain"], "The version cannot be told.").strip()
    lines = {
        "sonmat": version,
        "source": f"{head}, with changes" if changed else head,
        "python": "3.11",
        "machine": f"Linux {_MACHINE}",
        "needs_mb": str(needs_mb),
    }
    return "".join(f"{name} {value}\n" for name, value in lines.items())


def _hash(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        return {"alg": "SHA-256", "content": hashlib.file_digest(file, "sha256").hexdigest()}
