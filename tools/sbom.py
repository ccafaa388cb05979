"""``make sbom``: what stands in this installation, as a CycloneDX list in ``build/sbom.json``.

Libraries come from the metadata that they were installed with, read by cyclonedx-bom without any
network; models are added with the digests to which they are pinned, since they are data. ``scope``
is *required* for what a site needs and *excluded* for tests, linters and the demo's renderer.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pipelines.models import list_models

ROOT = Path(__file__).parents[1]
OUT = ROOT / "build" / "sbom.json"
# Read in the licence files (mlcroissant: of its repository), as the metadata name none.
READ = {
    "aas_test_engines": "Apache-2.0",
    "antlr4-python3-runtime": "BSD-3-Clause",
    "axe-playwright-python": "MIT",
    "label-studio-sdk": "Apache-2.0",
    "mlcroissant": "Apache-2.0",
    "pgserver": "Apache-2.0",
    "ply": "BSD-3-Clause",
    "protobuf": "BSD-3-Clause",
    "pycocotools": "BSD-2-Clause",
    "pydeck": "Apache-2.0",
    "pympi-ling": "MIT",
    "pyrage": "MIT",
    "ray": "Apache-2.0",
    "tiktoken": "MIT",
    "tink": "Apache-2.0",
    "transformers": "Apache-2.0",
}
# Names that metadata use for the same thing, by what they begin with.
FAMILIES = (
    ("MIT", "MIT"), ("Apache", "Apache-2.0"), ("BSD", "BSD"), ("0BSD", "BSD"), ("ISC", "ISC"),
    ("LGPL", "LGPL-3.0"), ("MPL", "MPL-2.0"), ("PSF", "Python"), ("Python", "Python"),
    ("License :: OSI Approved :: Apache", "Apache-2.0"),
    ("License :: OSI Approved :: BSD", "BSD"), ("License :: OSI Approved :: MIT", "MIT"),
    ("License :: OSI Approved :: Mozilla", "MPL-2.0"),
)  # fmt: skip


def main() -> None:
    """Write the list and tell what is in it."""
    made = build()
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(made, indent=1, sort_keys=True) + "\n")
    told = Counter(family(one) for one in made["components"] if one["scope"] == "required")
    lines = [f"{count:4}  {name}" for name, count in told.most_common()]
    sys.stdout.write("\n".join([f"{OUT}: {len(made['components'])} parts; a site needs:", *lines]))
    sys.stdout.write("\n")


def build() -> dict[str, Any]:
    """The list of the interpreter that runs this."""
    done = subprocess.run(
        [sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible",
         "--spec-version", "1.6", sys.executable],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    made: dict[str, Any] = json.loads(done.stdout)
    needed = needed_by_a_site()
    for one in made["components"]:
        one["scope"] = "required" if canonicalize_name(one["name"]) in needed else "excluded"
        if not one.get("licenses") and one["name"] in READ:
            one["licenses"] = [{"license": {"id": READ[one["name"]]}}]
    made["components"] += [*_models()]
    return made


def needed_by_a_site() -> frozenset[str]:
    """What ``pip install .`` brings, by walking from Sonmat; extras only where a package asks."""
    found: set[str] = set()
    edge: list[tuple[str, frozenset[str]]] = [("sonmat", frozenset())]
    seen: set[tuple[str, frozenset[str]]] = set()
    while edge:
        name, extras = edge.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        try:
            wanted = requires(name) or []
            version(name)
        except PackageNotFoundError:
            continue
        found.add(canonicalize_name(name))
        for line in wanted:
            one = Requirement(line)
            if _holds(one, extras):
                edge.append((canonicalize_name(one.name), frozenset(one.extras)))
    return frozenset(found)


def _holds(one: Requirement, extras: frozenset[str]) -> bool:
    if one.marker is None:
        return True
    return any(one.marker.evaluate({"extra": extra}) for extra in (extras or {""}))


def _models() -> Iterator[dict[str, Any]]:
    for model in list_models():
        yield {
            "type": "machine-learning-model",
            "bom-ref": f"model:{model.name}",
            "name": model.name,
            "version": model.sha256[:12],
            "hashes": [{"alg": "SHA-256", "content": model.sha256}],
            "licenses": [{"license": {"name": model.licence}}],
            "scope": "required",
        }


def licences(one: dict[str, Any]) -> list[str]:
    """As they were declared, the plainest first."""
    found = (
        each.get("expression") or each["license"].get("id") or each["license"].get("name", "")
        for each in one.get("licenses", [])
    )
    return sorted(filter(None, found), key=lambda text: text.startswith("License ::"))


def family(one: dict[str, Any]) -> str:
    """A short name for the licences of one part, for tables."""
    declared = licences(one)
    if not declared:
        return "none declared"
    short = next((short for start, short in FAMILIES if declared[0].startswith(start)), declared[0])
    several = " AND " in declared[0] or " OR " in declared[0]
    return declared[0] if several else short


if __name__ == "__main__":
    main()
