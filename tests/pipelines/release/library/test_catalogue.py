"""A catalogue of releases: read by others' tools, merged, and with nobody in it."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph, Namespace
from rdflib.namespace import DCTERMS, FOAF, RDF

from app import catalogue as tongues
from capture import confidential
from capture.access import OWNER
from data_schemas.catalogue import Catalogue, Offering
from data_schemas.errors import InputError
from data_schemas.release import ReleaseTerms, Selection
from data_schemas.rights import ProtectionClass, Purpose
from pipelines.release import desk as releases
from pipelines.release.library import desk
from pipelines.release.library.merging import merge, parse
from pipelines.release.library.shelf import desk as shelf
from pipelines.release.library.writing import files, write
from pipelines.withdraw import withdraw
from tests.pipelines.release.library.conftest import TRAINER, Plant

DCAT = Namespace("http://www.w3.org/ns/dcat#")
ODRL = Namespace("http://www.w3.org/ns/odrl/2/")
ADMS = Namespace("http://www.w3.org/ns/adms#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
MARKUP = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
TERMS = ReleaseTerms(
    purposes=(Purpose.TRAIN, Purpose.SHARE), protection_class=ProtectionClass.INTERNAL,
    licences=("CC-BY-4.0",), until="2030-01-31",
)  # fmt: skip


def offering(number: int = 1, **changed: object) -> Offering:
    told = {
        "id": f"rel-{number:016x}", "publisher": "Ulsan", "name": f"valve {number}", "version": 1,
        "issued": "2026-11-30T09:00:00Z", "formats": ("hf", "vtt"), "rows": 7, "sessions": 2,
        "terms": TERMS, "digest": "ab" * 32,
    }  # fmt: skip
    return Offering.model_validate(told | changed)


def of(*offerings: Offering, publisher: str = "Ulsan") -> Catalogue:
    return Catalogue(publisher=publisher, offerings=offerings)


def graph(catalogue: Catalogue) -> Graph:
    text = dict(files(catalogue, tongues.say))["catalogue.jsonld"]
    return Graph().parse(data=text, format="json-ld", publicID="https://plant.example/lib/")


def test_the_catalogue_is_dcat_with_all_that_dcat_ap_calls_mandatory() -> None:
    found = graph(of(offering(1), offering(2, recalled=True)))
    (top,) = found.subjects(RDF.type, DCAT.Catalog)
    for needed in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher):
        assert list(found.objects(top, needed)), needed
    datasets = set(found.subjects(RDF.type, DCAT.Dataset))
    assert set(found.objects(top, DCAT.dataset)) == datasets and len(datasets) == 2
    for one in datasets:
        for needed in (DCTERMS.title, DCTERMS.description, DCTERMS.identifier, DCAT.version):
            assert list(found.objects(one, needed)), needed
        distributions = list(found.objects(one, DCAT.distribution))
        assert len(distributions) == 3
        for each in distributions:
            assert (each, RDF.type, DCAT.Distribution) in found
            (url,) = found.objects(each, DCAT.accessURL)
            assert str(url).startswith("https://plant.example/lib/index.html#rel-")
    assert {str(name) for name in found.objects(None, FOAF.name)} == {"Ulsan"}
    assert [str(one) for one in found.objects(None, SPDX.checksumValue)] == ["ab" * 32] * 2
    assert len(list(found.subject_objects(ADMS.status))) == 1


def test_terms_are_odrl_that_names_what_it_is_about() -> None:
    found = graph(of(offering(1)))
    (dataset,) = found.subjects(RDF.type, DCAT.Dataset)
    (terms,) = found.objects(dataset, ODRL.hasPolicy)
    assert (terms, RDF.type, ODRL.Offer) in found and (terms, ODRL.target, dataset) in found
    actions = {
        str(action).rpartition("/")[2]
        for rule in found.objects(terms, ODRL.permission)
        for action in found.objects(rule, ODRL.action)
    }
    assert actions == {"use", "distribute"}
    forbidden = {
        str(found.value(limit, ODRL.rightOperand))
        for rule in found.objects(terms, ODRL.prohibition)
        for limit in found.objects(rule, ODRL.constraint)
    }
    assert {"publication", "identifying a person"} <= forbidden
    assert "training and testing of models" not in forbidden
    (duty,) = found.objects(terms, ODRL.obligation)
    assert (duty, ODRL.action, ODRL.delete) in found
    assert "2030-01-31" in {str(one) for one in found.objects(None, ODRL.rightOperand)}


@pytest.mark.parametrize(
    ("changed", "access"),
    [
        ({}, "RESTRICTED"),
        ({"terms": None}, "NON_PUBLIC"),
        ({"recalled": True}, "NON_PUBLIC"),
        ({"terms": TERMS.model_copy(update={"purposes": (Purpose.PUBLISH,)})}, "RESTRICTED"),
        ({"terms": ReleaseTerms(purposes=(Purpose.PUBLISH,), protection_class="open")}, "PUBLIC"),
        ({"terms": ReleaseTerms(purposes=(Purpose.SHARE,), protection_class="open")}, "RESTRICTED"),
    ],
)
def test_public_is_only_what_everybody_agreed_to_publish(changed, access) -> None:
    (found,) = graph(of(offering(1, **changed))).objects(None, DCTERMS.accessRights)
    assert str(found).rpartition("/")[2] == access


def test_a_version_names_the_one_before_it() -> None:
    both = of(offering(1, name="valve"), offering(2, name="valve", version=2))
    found = graph(both)
    ((later, before),) = found.subject_objects(DCAT.previousVersion)
    assert [str(one) for one in found.objects(later, DCTERMS.identifier)] == [offering(2).id]
    assert [str(one) for one in found.objects(before, DCTERMS.identifier)] == [offering(1).id]


def test_two_of_one_name_and_version_are_nobodys_version_before() -> None:
    """Of two names, what is hidden may look the same."""
    alike = (offering(1, name="[confidential 1]"), offering(2, name="[confidential 1]"))
    later = offering(3, name="[confidential 1]", version=2)
    assert not list(graph(of(*alike, later)).subject_objects(DCAT.previousVersion))


def test_each_release_has_a_croissant_that_mlcroissant_takes(tmp_path: Path) -> None:
    import mlcroissant as mlc

    write(of(offering(1)), tmp_path / "out", tmp_path / "data", tongues.say)
    read = mlc.Dataset(jsonld=str(tmp_path / f"out/croissant/{offering(1).id}.json"))
    assert not read.metadata.ctx.issues.errors
    assert read.metadata.name == "valve 1"
    (file,) = read.metadata.distribution
    assert file.sha256 == "ab" * 32


class Seen(HTMLParser):
    """Elements, attributes and text of a page, as a browser takes them apart."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("language", ["ko", "en"])
def test_markup_in_any_name_stays_words(language: str) -> None:
    terms = TERMS.model_copy(update={"licences": (MARKUP,)})
    hostile = offering(1, name=MARKUP, publisher=MARKUP, formats=(MARKUP,), terms=terms)
    made = dict(files(of(hostile, publisher=MARKUP), tongues.say))
    seen = Seen(made["index.html" if language == "en" else "index.ko.html"])
    assert not {"script", "img"} & set(seen.tags)
    assert not any(name.startswith("on") for name, _ in seen.attributes)
    assert seen.text.count(MARKUP) >= 4
    links = {value for name, value in seen.attributes if name == "href"}
    assert all(re.fullmatch(r"(index(\.ko)?\.html|catalogue\.jsonld|croissant/rel-\w+\.json)", str(
        one)) for one in links)  # fmt: skip


def test_the_pages_say_it_in_their_language_and_fetch_nothing() -> None:
    made = dict(files(of(offering(1, recalled=True)), tongues.say))
    english, korean = Seen(made["index.html"]), Seen(made["index.ko.html"])
    assert "Recalled" in english.text and "회수" in korean.text
    assert "데이터 도서관" in korean.text and "Data library" in english.text
    for one in (english, korean):
        assert not {"script", "link", "img", "iframe", "form"} & set(one.tags)
        assert "://" not in "".join(value or "" for name, value in one.attributes)


def test_the_same_catalogue_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(of(offering(1), offering(2)), tmp_path / name, tmp_path / "data", tongues.say)
    first, again = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*")}
        for folder in (tmp_path / "a", tmp_path / "b")
    )
    assert first == again and len(first) == 6


def test_it_is_not_written_into_the_data_folder_nor_over_anything(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full/x").touch()
    for place, said in (("data/out", "inside the data folder"), ("full", "is not empty")):
        with pytest.raises(InputError, match=said):
            write(of(offering(1)), tmp_path / place, tmp_path / "data", tongues.say)
    assert not (tmp_path / "data").exists()


catalogues = st.lists(
    st.tuples(st.integers(1, 6), st.booleans(), st.sampled_from(["Ulsan", "Jeju"])), max_size=6
).map(
    lambda told: of(
        *{n: offering(n, recalled=gone, publisher=f"P{n}") for n, gone, _ in told}.values(),
        publisher=told[0][2] if told else "Busan",
    )
)


@given(catalogues, catalogues, catalogues)
def test_merging_is_the_same_in_any_order_and_each_id_stands_once(one, two, three) -> None:
    merged, _ = merge([one, two, three])
    assert merged.offerings == merge([three, one, two])[0].offerings
    assert merged.offerings == merge([merge([one, two])[0], three])[0].offerings
    assert merge([merged])[0] == merged
    ids = [o.id for o in merged.offerings]
    assert len(ids) == len(set(ids))
    every = [o for catalogue in (one, two, three) for o in catalogue.offerings]
    assert set(ids) == {o.id for o in every}
    recalled = {o.id for o in every if o.recalled}
    assert {o.id for o in merged.offerings if o.recalled} == recalled


def test_a_recall_in_one_catalogue_holds_and_is_told() -> None:
    merged, told = merge([of(offering(1)), of(offering(1, recalled=True), publisher="Jeju")])
    assert merged.offerings == (offering(1, recalled=True),)
    assert len(told) == 1 and offering(1).id in told[0] and "recalled" in told[0]


@pytest.mark.parametrize(
    "changed", [{"digest": "cd" * 32}, {"name": "other"}, {"terms": None}, {"rows": 8}]
)
def test_two_that_tell_of_a_release_otherwise_are_refused(changed) -> None:
    with pytest.raises(InputError, match=f"{offering(1).id} otherwise \\({next(iter(changed))}\\)"):
        merge([of(offering(1)), of(offering(1, **changed))])


NONE = {
    "empty": b"", "no JSON": b"<html>", "another JSON": b'{"publisher": "x", "rows": []}',
    "not text": b"\xff\xfe\x00", "a list": b"[]", "a person": of(offering(1)).model_dump_json()
    .replace('"rows"', '"expert":"exp-1","rows"').encode(),
    "a path for an id": of(offering(1)).model_dump_json().replace(
        offering(1).id, "../../../../etc/x").encode(),
}  # fmt: skip


@pytest.mark.parametrize("data", NONE.values(), ids=NONE)
def test_a_file_that_is_no_catalogue_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(InputError, match=r"they\.json is no catalogue: name a folder") as told:
        parse(data, "they.json")
    assert len(str(told.value).splitlines()) == 1


def test_what_a_site_exports_is_read_back_and_nobody_is_in_it(plant: Plant, tmp_path) -> None:
    site = plant.site
    confidential.import_terms(site, OWNER, b"term,kind\nvalve,product\n", "words.csv")
    one = desk.ask(site, TRAINER, plant.shared.id, plant.ask()).id
    desk.grant(site, OWNER, one)
    desk.hand_over(site, OWNER, one)
    made = shelf.catalogue(site, TRAINER, "Ulsan")
    write(made, tmp_path / "out", site.settings.folder, tongues.say)
    assert parse((tmp_path / "out/library.json").read_bytes(), "x") == made
    licences = {one.terms.licences for one in made.offerings if one.terms}
    assert licences == {("CC-BY-4.0",), ("own use only",)}
    text = "".join(p.read_text("utf-8") for p in (tmp_path / "out").rglob("*.*") if p.is_file())
    for planted in (
        plant.kim, plant.lee, plant.kims, plant.lees, "Kim", "Lee", "valve", "Hanbit", "Choi",
        "acc-lab", "exp-", "ses-", "req-",
    ):  # fmt: skip
        assert planted not in text, planted
    assert plant.shared.id in text and plant.shared.digest in text


def test_the_same_content_written_twice_is_told_once(plant: Plant, tmp_path: Path) -> None:
    chosen = Selection(name=plant.shared.name, sessions=plant.shared.sessions)
    again = releases.create(plant.site, OWNER, chosen, tmp_path / "again")
    assert again.digest == plant.shared.digest and again.id != plant.shared.id
    made = shelf.catalogue(plant.site, OWNER, "Ulsan")
    assert {one.id for one in made.offerings} == {plant.shared.id, plant.ours.id}


def test_a_recalled_release_is_told_as_recalled(plant: Plant) -> None:
    withdraw(plant.site, OWNER, plant.kims)
    made = shelf.catalogue(plant.site, OWNER, "Ulsan")
    assert {one.id for one in made.offerings if one.recalled} == {plant.shared.id}


@pytest.mark.parametrize("name", ["", "  ", "a" * 121, "a\u202eb"])
def test_a_catalogue_needs_a_name_of_its_site(plant: Plant, name: str) -> None:
    with pytest.raises(InputError, match="needs the name of its site"):
        shelf.catalogue(plant.site, OWNER, name)


def test_json_of_a_catalogue_is_one_line_a_value(tmp_path: Path) -> None:
    """What is merged by hand or kept in a versioned folder shows what changed."""
    text = dict(files(of(offering(1)), tongues.say))["library.json"]
    assert json.loads(text)["offerings"][0]["id"] == offering(1).id and text.count("\n") > 15
