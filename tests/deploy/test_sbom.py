"""The list of what stands in an installation: whole, with licences, and made without a network."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import distributions

import pytest

from pipelines.models import list_models
from tests.conftest import ROOT
from tools import sbom

CODE = "import json; from tools import sbom; print(json.dumps(sbom.build()))"
PAGE = (ROOT / "docs" / "operations.md").read_text()


@pytest.fixture(scope="module")
def made() -> dict:
    """As ``make sbom`` builds it, where root may shut the network off, without any."""
    if importlib.util.find_spec("cyclonedx_py") is None:
        pytest.skip("cyclonedx-bom is not installed: run make setup")
    apart = ["unshare", "--net"] if not os.geteuid() and shutil.which("unshare") else []
    done = subprocess.run(
        [*apart, sys.executable, "-c", CODE], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.full
def test_every_distribution_is_in_it_with_a_licence(made):
    listed = {(one["name"].lower().replace("_", "-"), one["version"]) for one in made["components"]}
    # What Ray brings along in a folder of its own, and puts on the path of who imported it, is Ray.
    installed = distributions(path=[sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])
    here = {(dist.metadata["Name"].lower().replace("_", "-"), dist.version) for dist in installed}
    # It is about Sonmat's parts, so Sonmat itself is no part.
    assert {pair for pair in here if pair[0] != "sonmat"} <= listed
    assert [one["name"] for one in made["components"] if not sbom.licences(one)] == []


@pytest.mark.full
def test_models_are_parts_with_their_digests(made):
    listed = {
        one["name"]: one["hashes"][0]["content"]
        for one in made["components"]
        if one["type"] == "machine-learning-model"
    }
    assert listed == {model.name: model.sha256 for model in list_models()}
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in listed.values())


@pytest.mark.full
def test_it_is_what_the_standard_says(made):
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    # The parts that we add, and some of the others: all of them take minutes to validate.
    some = {**made, "components": made["components"][-12:], "dependencies": []}
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(some)) is None


@pytest.mark.full
def test_the_table_of_licences_is_true(made):
    """What a site needs, and which parts are under terms that ask more than a notice."""
    needed = [one for one in made["components"] if one["scope"] == "required"]
    table = dict(re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|$", PAGE.split("## Licences")[1], re.M))
    said = {name for name in table if name not in ("licence", "---")}
    assert {sbom.family(one) for one in needed} == said
    asks_more = {one["name"] for one in needed if re.search("GPL|MPL", sbom.family(one))}
    named = {
        n for name, text in table.items() if "PL-" in name for n in re.findall(r"`([^`]+)`", text)
    }
    assert asks_more == named
    assert not any("GPL" in text and "LGPL" not in text for text in map(sbom.family, needed))


def test_what_a_site_needs_is_told_from_what_tests_need():
    needed = sbom.needed_by_a_site()
    assert {"torch", "streamlit", "mediapipe", "cryptography", "numpy", "sonmat"} <= needed
    assert not {"pytest", "mypy", "playwright", "moderngl", "tink", "ruff"} & needed


@pytest.mark.parametrize(
    ("declared", "short"),
    [
        ([{"license": {"id": "MIT"}}], "MIT"),
        ([{"license": {"name": "License :: OSI Approved :: BSD License"}},
          {"license": {"id": "BSD-3-Clause"}}], "BSD"),
        ([{"expression": "Apache-2.0 OR BSD-3-Clause"}], "Apache-2.0 OR BSD-3-Clause"),
        ([{"license": {"id": "LGPL-3.0-only"}}], "LGPL-3.0"),
        ([], "none declared"),
    ],
)  # fmt: skip
def test_licences_have_one_short_name(declared, short):
    assert sbom.family({"licenses": declared}) == short
