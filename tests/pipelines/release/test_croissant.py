"""Croissant: mlcroissant finds nothing wrong with it and reads the records, offline."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import rdflib

from data_schemas.clock import Span
from data_schemas.rights import Consent, ProtectionClass, Purpose
from pipelines.release.formats import croissant, hf
from pipelines.release.package import package
from pipelines.release.policy import licences, terms_of
from tests.pipelines.release.conftest import make_bundle, make_part

ODRL = rdflib.Namespace("http://www.w3.org/ns/odrl/2/")
PROV = rdflib.Namespace("http://www.w3.org/ns/prov#")
SCHEMA = rdflib.Namespace("https://schema.org/")


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A release with ``hf``: what lies in its folder ``data``."""
    data = tmp_path_factory.mktemp("release")
    return written(make_bundle(make_part(), make_part("ses-b", "exp-b")), data)


def written(bundle, data: Path, *, with_hf: bool = True) -> Path:
    for name, write in (("hf", hf.write), ("croissant", croissant.write)):
        if name != "hf" or with_hf:
            (data / name).mkdir()
            write(bundle, data / name)
    return data / "croissant" / "croissant.json"


def opened(path: Path):
    """As a user does; a warning is a failure."""
    import mlcroissant
    from absl import logging as absl

    told: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: told.append(record.getMessage())
    absl.get_absl_logger().addHandler(handler)
    try:
        found = mlcroissant.Dataset(jsonld=str(path))
    finally:
        absl.get_absl_logger().removeHandler(handler)
    assert not told and not found.metadata.issues.warnings, (told, found.metadata.issues.warnings)
    return found


def test_the_validator_has_no_complaint_and_it_is_1_1(home):
    found = opened(home)
    assert found.metadata.ctx.is_v1_1()
    assert json.loads(home.read_text("utf-8"))["conformsTo"][0].endswith("croissant/1.1")


def test_the_check_finds_what_is_missing(home, tmp_path):
    """So that finding nothing says something."""
    found = described(home)
    (tmp_path / "x.json").write_text(json.dumps(found | {"license": None}))
    with pytest.raises(AssertionError, match="license"):
        opened(tmp_path / "x.json")


def test_records_of_every_split_are_those_of_the_release(home):
    found = opened(home)
    names = [one.id for one in found.metadata.record_sets if one.id.startswith("segments")]
    rows = {
        row[f"{name}/id"].decode(): (row, name) for name in names for row in found.records(name)
    }
    assert set(rows) == {f"{ses}/{seg}" for ses in ("ses-a", "ses-b") for seg in ("g1", "g2", "g3")}
    second, name = rows["ses-b/g2"]
    assert second[f"{name}/narration"].decode() == "이제 볼트를 조여요 엇갈리게 조여요"
    assert (second[f"{name}/start_s"], second[f"{name}/step"]) == (12.0, 1)
    assert rows["ses-b/g3"][0][f"{rows['ses-b/g3'][1]}/step_id"] is None
    steps = [row["steps/name"] for row in found.records("steps")]
    assert steps[second[f"{name}/step"]] in ("pump/s2", b"pump/s2")


def test_keypoints_of_a_session_are_read_with_their_shape(home, make):
    rows = list(opened(home).records("frames-ses-a"))
    assert len(rows) == 40
    points = np.array(rows[3]["frames-ses-a/left_hand"], np.float32)
    assert points.shape == (21, 3)
    assert np.allclose(points, make.track().left.xyz[3])


def test_a_file_that_was_changed_is_not_read(home, tmp_path):
    import shutil

    copy = tmp_path / "data"
    shutil.copytree(home.parents[1], copy)
    with next((copy / "hf" / "segments").glob("*.parquet")).open("ab") as file:
        file.write(b"x")
    found = opened(copy / "croissant" / "croissant.json")
    name = next(o.id for o in found.metadata.record_sets if o.id.startswith("segments"))
    with pytest.raises(Exception, match=r"Download\(segments-train"):
        list(found.records(name))


def test_without_hf_it_brings_the_segments_itself(tmp_path, bundle):
    path = written(bundle, tmp_path, with_hf=False)
    found = opened(path)
    names = {one.id for one in found.metadata.record_sets}
    assert sum(len(list(found.records(name))) for name in names - {"steps"}) == 6
    assert all(not one["contentUrl"].startswith("..") for one in described(path)["distribution"])


def described(path: Path):
    return json.loads(path.read_text("utf-8"))


def test_it_is_written_last_so_that_hf_is_there_whatever_the_order(tmp_path, bundle):
    (tmp_path / "site").mkdir()
    made = package(bundle, ("croissant", "hf"), tmp_path / "out", tmp_path / "site")
    assert made.formats == ("hf", "croissant")
    found = described(tmp_path / "out/data/croissant/croissant.json")
    listed = {one["contentUrl"].removeprefix("../hf/"): one["sha256"]
              for one in found["distribution"]}  # fmt: skip
    manifest = (tmp_path / "out/manifest-sha256.txt").read_text().splitlines()
    payload = dict(reversed(line.split("  ", 1)) for line in manifest)
    assert {f"data/hf/{url}": digest for url, digest in listed.items()}.items() <= payload.items()


def test_the_same_release_gives_the_same_bytes_and_another_another_name(tmp_path, bundle, make):
    one, two, three = (tmp_path / name for name in ("one", "two", "three"))
    for folder in (one, two, three):
        folder.mkdir()
    again = written(bundle, one).read_bytes(), written(bundle, two).read_bytes()
    assert again[0] == again[1]
    other = described(written(make.bundle(make.part()), three))
    assert other["url"] != json.loads(again[0])["url"]
    assert other["url"].startswith("ni:///sha-256;")


def graph(path: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(data=path.read_text("utf-8"), format="json-ld")


def purposes(found: rdflib.Graph, kind) -> set[str]:
    rules = set(found.objects(None, kind))
    limits = [limit for rule in rules for limit in found.objects(rule, ODRL.constraint)]
    return {
        str(found.value(one, ODRL.rightOperand))
        for one in limits
        if found.value(one, ODRL.leftOperand) == ODRL.purpose
    }


def test_terms_are_odrl_that_any_reader_of_rdf_understands(home):
    found = graph(home)
    (policy,) = found.subjects(rdflib.RDF.type, ODRL.Offer)
    assert (None, SCHEMA.usageInfo, policy) in found
    assert purposes(found, ODRL.permission) == {
        "training and testing of models", "passing on to named partners under the same terms",
    }  # fmt: skip
    forbidden = purposes(found, ODRL.prohibition)
    assert {"publication", "identifying a person"} <= forbidden
    assert "training and testing of models" not in forbidden
    assert ODRL.delete in set(found.objects(None, ODRL.action))


def test_models_stand_in_the_provenance_with_their_digests(home):
    found = graph(home)
    (made,) = found.objects(None, PROV.wasGeneratedBy)
    agents = set(found.objects(made, PROV.wasAssociatedWith))
    told = {str(found.value(one, PROV.label)): found.value(one, SCHEMA.sha256) for one in agents}
    assert str(told["whisper-base"]) == "ab" * 32
    assert "sonmat 0.1.0" in told


def consent(*purposes: Purpose, **more) -> Consent:
    return Consent(purposes=frozenset(purposes), **more)


def test_a_release_is_offered_for_what_every_consent_grants_and_as_secret_as_the_most_secret():
    both = (
            consent(Purpose.TRAIN, Purpose.PUBLISH, licence="CC-BY-4.0",
                    protection_class=ProtectionClass.OPEN),
            consent(Purpose.TRAIN, Purpose.SHARE, retain_until=date(2030, 1, 2),
                    protection_class=ProtectionClass.RESTRICTED),
    )  # fmt: skip
    found = terms_of(both)
    assert found.purposes == (Purpose.TRAIN,)
    assert found.protection_class is ProtectionClass.RESTRICTED
    assert licences(both) == ("CC-BY-4.0", "not stated")
    assert found.until == date(2030, 1, 2)
    with pytest.raises(ValueError, match="at least one"):
        terms_of(())


def test_a_last_day_that_somebody_signed_is_a_limit(tmp_path, make):
    part = make.part()
    kept = part.consent.model_copy(update={"retain_until": date(2031, 5, 6)})
    found = graph(written(make.bundle(replace(part, consent=kept)), tmp_path))
    limits = set(found.subjects(ODRL.leftOperand, ODRL.dateTime))
    assert limits
    assert {found.value(one, ODRL.rightOperand).toPython() for one in limits} == {date(2031, 5, 6)}
    assert {found.value(one, ODRL.operator) for one in limits} == {ODRL.lteq}


def test_what_was_struck_is_neither_in_the_json_nor_in_its_own_parquet(tmp_path, make):
    part = make.part()
    spoken = (make.say(1, 3, "비밀번호 4711"), *part.timeline.utterances[1:])
    struck = replace(
        part,
        timeline=part.timeline.model_copy(update={"utterances": spoken}),
        withheld=(Span(recording="r1", start_s=0, end_s=4),),
    )
    path = written(make.bundle(struck), tmp_path, with_hf=False)
    import pyarrow.parquet as pq

    table = pq.read_table(next(path.parent.rglob("*.parquet")))
    assert "4711" not in path.read_text("utf-8") + str(table.to_pylist())


def test_hostile_names_stay_text(tmp_path, make):
    name = 'x"}, "license": "free'
    path = written(make.bundle(make.part(), name=f"{name}\n{{y}}"), tmp_path)
    assert described(path)["name"]["en"] == f"{name} {{y}}"
    assert described(path)["license"] == ["CC-BY-4.0"]
    assert opened(path).metadata.name["en"].startswith("x")
