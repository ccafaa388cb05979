"""The Asset Administration Shell: the official test engine passes it, basyx reads it back."""

from __future__ import annotations

import builtins
import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from data_schemas.clock import Span
from data_schemas.errors import NeedsSoftware
from pipelines.release.formats import aas
from pipelines.release.package import package
from tests.pipelines.release.conftest import make_bundle, make_part


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    parts = make_part(synthetic=True), make_part("ses-b", "exp-b")
    return written(make_bundle(*parts), tmp_path_factory.mktemp("release"))


def written(bundle, data: Path) -> Path:
    (data / "hf").mkdir()
    (data / "aas").mkdir()
    aas.write(bundle, data / "aas")
    return data / "aas" / "dataset.aasx"


def test_the_official_test_engine_finds_nothing(made):
    from aas_test_engines import file, result

    with made.open("rb") as opened:
        found = file.check_aasx_file(opened)
    assert found.ok()
    assert levels(found) <= {result.Level.INFO}, found.to_lines()


def levels(found) -> set:
    return {found.level}.union(*(levels(one) for one in found.sub_results))


def read(path: Path):
    from basyx.aas import model
    from basyx.aas.adapter import aasx

    store = model.DictIdentifiableStore()
    with aasx.AASXReader(str(path), failsafe=False) as package:
        package.read_into(store, aasx.DictSupplementaryFileContainer())
    return {one.id_short: one for one in store}


def value(submodel, *path: str):
    found = submodel
    for name in path:
        found = found.get_referable(name)
    return found.value


def test_it_is_the_idta_submodel_with_sizes_classes_and_rights(made):
    found = read(made)["AIDataset"]
    meaning = found.semantic_id.key[0].value
    assert meaning == "https://admin-shell.io/idta/SubmodelTemplate/AIDataset/1/0"
    assert value(found, "SizeInformation", "CompleteSize") == "6"
    labels = found.get_referable("Labeled").get_referable("Classification")
    assert value(labels, "NumberLables") == "2"
    second = labels.get_referable("Labels").get_referable("Label0001")
    assert (value(second, "ClassName"), value(second, "NumberOfSamples")) == ("pump/s2", "2")
    more = found.get_referable("MetaData").get_referable("AdditionalInformation")
    assert value(more, "ProtectionClass") == "internal"
    assert value(more, "Licence") == "CC-BY-4.0"
    assert "ab" * 32 in value(more, "Models")
    assert "training" in value(more, "AllowedPurposes")


def test_it_speaks_korean_and_english(made):
    found = read(made)
    assert "숙련자" in found["AIDataset"].description["ko"]
    assert "Experts at work" in found["AIDataset"].description["en"]
    kind = value(found["AIDataset"], "BoundaryConditions", "SyntheticData")
    assert (kind["ko"], kind["en"]) == ("혼합", "mixed")
    company = value(found["ContactInformations"], "ContactInformation", "Company")
    assert company["en"] == "한국 공장"


def test_whom_to_ask_is_found_through_the_reference(made):
    found = read(made)
    key = value(found["AIDataset"], "ContactInformation").key[0]
    assert key.value == found["ContactInformations"].id


AGAIN = """
import sys
from pathlib import Path
from tests.pipelines.release.conftest import make_bundle, make_part
from tests.pipelines.release.test_aas import written
out = Path(sys.argv[1])
written(make_bundle(make_part(synthetic=True), make_part("ses-b", "exp-b")), out)
"""


def test_another_process_at_another_time_writes_the_same_bytes(made, tmp_path):
    env = os.environ | {"PYTHONHASHSEED": "77", "PYTHONPATH": str(Path(__file__).parents[3])}
    subprocess.run([sys.executable, "-c", AGAIN, str(tmp_path)], env=env, check=True)
    assert (tmp_path / "aas" / "dataset.aasx").read_bytes() == made.read_bytes()
    with zipfile.ZipFile(made) as package:
        assert {one.date_time for one in package.infolist()} == {aas.NO_TIME}
        name = next(one for one in package.namelist() if one.endswith(".json"))
        found = json.loads(package.read(name))
    # Sets of two may come in the same order by chance.
    for rows in (found["submodels"], found["assetAdministrationShells"][0]["submodels"]):
        assert len(rows) == 2 and rows == sorted(rows, key=json.dumps)


def test_no_word_of_a_session_is_in_it(made, tmp_path, make):
    part = make.part()
    cut = replace(part, withheld=(Span(recording="r1", start_s=0, end_s=4),))
    for path in (made, written(make.bundle(cut), tmp_path)):
        with zipfile.ZipFile(path) as package:
            whole = "".join(package.read(name).decode() for name in package.namelist())
        assert "기름" not in whole
        assert "볼트" not in whole


def test_without_the_extra_one_sentence_and_no_release(tmp_path, bundle, monkeypatch):
    real = builtins.__import__

    def without(name, *args, **more):
        if name.startswith("basyx"):
            raise ImportError(name)
        return real(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    (tmp_path / "site").mkdir()
    with pytest.raises(NeedsSoftware, match=r"sonmat\[aas\]"):
        package(bundle, ("aas", "vtt"), tmp_path / "out", tmp_path / "site")
    assert [one.name for one in tmp_path.iterdir()] == ["site"]


def test_a_release_of_steps_nobody_named_has_classes_with_nothing_in_them(tmp_path, make):
    part = make.part()
    line = part.timeline.model_copy(update={"segments": part.timeline.segments[2:3]})
    path = written(make.bundle(replace(part, timeline=line)), tmp_path)
    with zipfile.ZipFile(path) as package:
        name = next(one for one in package.namelist() if one.endswith(".json"))
        found = json.load(io.BytesIO(package.read(name)))
    assert '"NumberOfSamples"' in json.dumps(found)
    assert value(read(path)["AIDataset"], "SizeInformation", "CompleteSize") == "1"
