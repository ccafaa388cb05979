"""Glossaries of the site and of procedures: sealed, replaced by the newest, readable by nobody."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from capture import artifacts, audit
from capture.access import NOBODY, OWNER
from capture.glossaries import artifacts_of, get_glossary, import_glossary
from capture.procedures import import_procedure
from capture.records import procedures as records
from capture.settings import Settings
from capture.site import Site
from data_schemas.artifact import Kind
from data_schemas.errors import Denied, TextError, UnknownError
from data_schemas.procedure import Glossary, Procedure
from data_schemas.rights import Actor, Role

SECRET = "비밀합금-marker7f3a"
CSV = f"term,readings\n{SECRET},마커칠에프\n개스킷,\n".encode()


def yaml(terms: str, title: str = "용접", key_point: str = "천천히") -> bytes:
    steps = f"steps:\n  - {{id: a, title: 닦는다, key_point: {key_point}}}\n"
    return f"title: {title}\n{steps}glossary: {terms}\n".encode()


def brought(site: Site, data: bytes, update: str | None = None) -> Procedure:
    return import_procedure(site, OWNER, data, "weld.yaml", update)


def listed(glossary: Glossary) -> list[str]:
    return [term.term for term in glossary.terms]


def held_for(site: Site, procedure: Procedure) -> list[list[str]]:
    """The terms of each glossary that holds for a procedure."""
    return [listed(artifacts.load(site, one)) for one in artifacts_of(site, procedure.id)]


def kept(site: Site) -> int:
    return len(artifacts.find(site, None, Kind.GLOSSARY))


def everything_below(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_site_begins_without_a_glossary(site, procedure):
    assert get_glossary(site, OWNER) == Glossary()
    assert artifacts_of(site, procedure.id) == ()


def test_what_is_taken_in_is_given_back(site):
    taken = import_glossary(site, OWNER, CSV, "site.csv")
    assert listed(taken) == [SECRET, "개스킷"]
    assert get_glossary(site, OWNER) == taken


def test_the_newest_replaces_the_one_before(site):
    for name in ("하나", "둘", "셋"):
        import_glossary(site, OWNER, f"term\n{name}\n".encode(), "site.csv")
        assert listed(get_glossary(site, OWNER)) == [name]


def test_the_same_file_again_is_no_trouble_and_old_words_may_come_back(site):
    for name in ("하나", "하나", "둘", "하나"):
        import_glossary(site, OWNER, f"term\n{name}\n".encode(), "site.csv")
    assert listed(get_glossary(site, OWNER)) == ["하나"]


@pytest.mark.parametrize("step_s", [0, -60])
def test_the_newest_is_the_last_one_even_when_the_clock_stands_still_or_goes_back(
    site, monkeypatch, procedure, step_s
):
    clock = [datetime(2026, 5, 1, 12, tzinfo=UTC)]
    monkeypatch.setattr(site, "now", lambda: clock[0])
    for number in range(8):
        import_glossary(site, OWNER, f"term\nt{number}\n".encode(), "site.csv")
        assert listed(get_glossary(site, OWNER)) == [f"t{number}"]
        assert held_for(site, procedure) == [[f"t{number}"]]
        clock[0] += timedelta(seconds=step_s)


def test_a_broken_file_changes_nothing(site):
    import_glossary(site, OWNER, CSV, "site.csv")
    before = kept(site)
    with pytest.raises(TextError, match="line 3 has no term"):
        import_glossary(site, OWNER, b"term,readings\na,b\n,c\n", "site.csv")
    assert listed(get_glossary(site, OWNER)) == [SECRET, "개스킷"]
    assert kept(site) == before


def test_it_is_still_there_when_the_site_is_opened_again(site, settings):
    taken = import_glossary(site, OWNER, CSV, "site.csv")
    site.close()
    again = Site.open(settings)
    assert get_glossary(again, OWNER) == taken
    again.close()


def test_a_procedure_s_own_glossary_comes_before_that_of_the_site(site):
    import_glossary(site, OWNER, CSV, "site.csv")
    procedure = brought(site, yaml("[{term: 아르곤}]"))
    assert held_for(site, procedure) == [["아르곤"], [SECRET, "개스킷"]]


def test_a_procedure_without_words_has_only_those_of_the_site(site, procedure):
    import_glossary(site, OWNER, CSV, "site.csv")
    assert held_for(site, procedure) == [[SECRET, "개스킷"]]


def test_asking_twice_gives_the_same_and_seals_nothing_new(site):
    procedure = brought(site, yaml("[{term: 아르곤}]"))
    first = artifacts_of(site, procedure.id)
    before = kept(site)
    assert artifacts_of(site, procedure.id) == first
    assert kept(site) == before == 1


def test_a_new_version_with_the_same_words_keeps_its_glossary(site):
    """So that a corrected step makes nobody transcribe all sessions again."""
    procedure = brought(site, yaml("[{term: 아르곤}]"))
    before = artifacts_of(site, procedure.id)
    brought(site, yaml("[{term: 아르곤}]", title="용접 2", key_point="빠르게"), procedure.id)
    assert artifacts_of(site, procedure.id) == before
    assert kept(site) == 1


def test_a_new_version_with_other_words_has_another_glossary(site):
    procedure = brought(site, yaml("[{term: 아르곤}]"))
    before = artifacts_of(site, procedure.id)
    brought(site, yaml("[{term: 아르곤, variants: [알곤]}]"), procedure.id)
    assert artifacts_of(site, procedure.id) != before
    brought(site, yaml("[{term: 아르곤}]"), procedure.id)
    assert artifacts_of(site, procedure.id) == before


def test_procedures_with_the_same_words_do_not_share_a_glossary(site):
    one, other = (brought(site, yaml("[{term: 아르곤}]")) for _ in range(2))
    assert artifacts_of(site, one.id) != artifacts_of(site, other.id)


def test_a_procedure_s_glossary_is_not_the_site_s(site):
    artifacts_of(site, brought(site, yaml("[{term: 아르곤}]")).id)
    assert get_glossary(site, OWNER) == Glossary()


def test_an_unknown_procedure_has_no_glossary(site):
    with pytest.raises(UnknownError):
        artifacts_of(site, "prc-nowhere")


def test_not_a_term_lies_readable_in_the_data_folder(site):
    import_glossary(site, OWNER, CSV, "secret-file-name.csv")
    terms = f"[{{term: {SECRET}, variants: [마커칠에프]}}]"
    artifacts_of(site, brought(site, yaml(terms)).id)
    get_glossary(site, OWNER)
    with pytest.raises(TextError):
        import_glossary(site, OWNER, f"term,readings\n,{SECRET}\n".encode(), "site.csv")
    found = everything_below(site.settings.folder)
    assert len(found) > 1000
    for plain in (SECRET, "marker7f3a", "비밀합금", "마커칠에프", "개스킷", "secret-file-name"):
        for code in ("utf-8", "utf-16-le", "cp949"):
            assert plain.encode(code) not in found


def test_ids_do_not_tell_which_words_a_procedure_has(site, tmp_path):
    """Whoever reads ids cannot try out words: they hang on the site's key."""
    procedure = brought(site, yaml("[{term: 아르곤}]"))
    elsewhere = Site.open(Settings(data=tmp_path / "b", site_key_file=tmp_path / "b.key"))
    sealed = artifacts.load(site, artifacts.newest(site, None, Kind.PROCEDURE).id)
    recipe = artifacts.recipe_of(
        Kind.PROCEDURE, "procedure", procedure=procedure.id, number=procedure.version
    )
    artifacts.seal(elsewhere, recipe, artifacts.SITE, sealed)
    with elsewhere.db() as db:
        records.add(db, procedure.id, procedure.version, recipe.id, elsewhere.now())
    assert artifacts_of(elsewhere, procedure.id) != artifacts_of(site, procedure.id)
    elsewhere.close()


@pytest.mark.parametrize(
    "act",
    [
        lambda site: import_glossary(site, NOBODY, CSV, "site.csv"),
        lambda site: get_glossary(site, NOBODY),
    ],
)
def test_nobody_gets_in_or_out_and_that_is_written_down(site, act):
    with pytest.raises(Denied):
        act(site)
    assert kept(site) == 0
    report = audit.verify(site)
    assert (report.rows, report.broken_at) == (1, None)


def test_an_interviewer_may_bring_a_glossary_and_an_expert_may_not(site):
    import_glossary(site, Actor(id="i", roles=frozenset({Role.INTERVIEWER})), CSV, "site.csv")
    expert = Actor(id="e", roles=frozenset({Role.EXPERT}), expert="exp-1")
    with pytest.raises(Denied):
        import_glossary(site, expert, CSV, "site.csv")
    assert kept(site) == 1
