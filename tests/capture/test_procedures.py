"""Procedures get versions: what is the same step keeps its id, and no id is given twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture.access import OWNER
from capture.formats.procedures import WRITERS, parse_procedure
from capture.procedures import (
    export_procedure,
    get_procedure,
    import_procedure,
    list_procedures,
    preview_procedure,
    start_procedure,
)
from capture.versions import same_title
from data_schemas.artifact import Kind
from data_schemas.errors import InputError, ProcedureError, UnknownError
from data_schemas.procedure import Procedure

FIRST = """title: Flange
steps:
- {id: clean, title: Clean the flange, key_point: dry}
- {id: fit, title: Fit the gasket}
- {id: close, title: Close it}
before: [[clean, fit], [fit, close]]
glossary: [{term: gasket}]
"""


def table(*titles: str) -> bytes:
    return "\n".join(["step,title", *(f"{n},{t}" for n, t in enumerate(titles, 1))]).encode()


def ids(value: Procedure) -> dict[str, str]:
    return {step.title: step.id for step in value.steps}


@pytest.fixture
def first(site):
    return import_procedure(site, OWNER, FIRST.encode(), "flange.yaml")


def update(site, first, data, name="flange.csv"):
    return import_procedure(site, OWNER, data, name, first.id)


def test_steps_keep_their_ids_wherever_they_move(site, first):
    moved = table("Look at it", "fit  the Gasket.", "Clean the flange", "Close it")
    made = update(site, first, moved)
    assert (made.version, made.title) == (2, "Flange")
    assert ids(made) == {
        "Look at it": "1", "fit  the Gasket.": "fit", "Clean the flange": "clean",
        "Close it": "close",
    }  # fmt: skip


def test_what_a_table_cannot_say_stays(site, first):
    found = preview_procedure(
        site, OWNER, table("Clean the flange", "Fit the gasket"), "f.csv", first.id
    )
    assert found.procedure.glossary == first.glossary
    assert found.procedure.before == (("clean", "fit"),)
    assert len(found.notes) == 2 and all("stay" in note for note in found.notes)


def test_what_yaml_does_not_say_is_meant_to_be_gone(site, first):
    made = update(site, first, b"title: F\nsteps: [{id: fit, title: Fit the gasket}]\n", "f.yaml")
    assert (made.glossary, made.before) == ((), ())


def test_a_number_is_a_place_and_no_name(site):
    """Step 2 of the new page is another step than step 2 of the old one."""
    first = import_procedure(site, OWNER, table("Clean", "Fit"), "f.csv")
    second = update(site, first, table("Look", "Clean"))
    assert ids(second)["Clean"] == "1"
    assert ids(second)["Look"] not in ids(first).values()
    third = update(site, first, table("Clean", "Fit again"))
    assert ids(third)["Fit again"] not in {"1", "2", *ids(second).values()}


def test_a_name_in_yaml_is_kept_where_the_words_change(site, first):
    made = update(
        site, first, FIRST.replace("Fit the gasket", "Put the gasket on").encode(), "f.yaml"
    )
    assert ids(made)["Put the gasket on"] == "fit"


def test_a_step_that_became_a_group_is_another_thing(site, first):
    rows = b"step,title\n1,Clean the flange\n1.1,left side\n2,Fit the gasket\n"
    made = update(site, first, rows)
    assert ids(made) == {"left side": "1.1", "Fit the gasket": "fit"}
    assert made.groups[0].id not in ids(first).values()


@pytest.mark.parametrize("form", WRITERS)
def test_a_file_that_changes_nothing_makes_no_version(site, first, form):
    data = export_procedure(site, OWNER, first.id, form)
    found = preview_procedure(site, OWNER, data, f"f.{form}", first.id)
    assert not found.is_new and found.procedure == first
    assert update(site, first, data, f"f.{form}").version == 1


def test_a_table_that_cannot_say_where_steps_were_listed_from_changes_nothing(site, first):
    listed = first.model_copy(update={"listed_from": ("rec-1",), "title": "Listed"})
    second = update(site, first, WRITERS["yaml"](listed), "f.yaml")
    assert (second.version, second.listed_from) == (2, ("rec-1",))
    data = export_procedure(site, OWNER, first.id, "xlsx")
    assert update(site, first, data, "f.xlsx") == second


def test_the_preview_names_what_is_new_gone_and_changed_and_saves_nothing(site, first):
    rows = b"step,title,key_point\n1,Clean the flange,with a cloth\n2,Look,\n3,Close it,\n"
    found = preview_procedure(site, OWNER, rows, "f.csv", first.id)
    assert found.changes.new == ("2",)
    assert found.changes.gone == ("fit",)
    assert found.changes.changed == ("clean",)
    assert list_procedures(site, OWNER) == (first,)


def test_every_version_stays(site, first):
    update(site, first, table("Only this"))
    assert get_procedure(site, OWNER, first.id, 1) == first
    assert get_procedure(site, OWNER, first.id).version == 2
    read = parse_procedure(
        export_procedure(site, OWNER, first.id, "yaml", 1), "f.yaml", first.id, 1
    )
    assert read == first


@pytest.mark.parametrize("version", [0, 3, -1])
def test_a_version_that_is_not_there_is_told_so(site, first, version):
    with pytest.raises(UnknownError, match="name one from 1 to 1"):
        get_procedure(site, OWNER, first.id, version)


def test_another_form_is_told_so(site, first):
    with pytest.raises(InputError, match="not as pdf"):
        export_procedure(site, OWNER, first.id, "pdf")


def test_a_procedure_kept_before_there_were_sub_steps_is_still_read():
    kept = '{"id":"p","version":1,"title":"T","language":"en","steps":[{"id":"a","title":"b",'
    kept += '"key_point":[],"reason":[]}],"before":[],"glossary":[]}'
    value = Procedure.model_validate_json(kept)
    assert value.groups == () and value.steps[0].parent is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Clean the flange", "clean  the flange.", True),
        ("나사를 조인다", "나사를  조인다 ", True),
        ("Turn by 1.5", "Turn by 15", False),
        ("Set -5 V", "Set 5 V", False),
        ("Open the left valve", "Open the right valve", False),
        ("...", "!!!", False),
    ],
)
def test_titles_are_the_same_but_for_case_spaces_and_full_stops(one, other, same):
    assert (same_title(one) == same_title(other)) is same


@given(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6), st.data())
def test_no_id_ever_means_two_steps(titles, data):
    from capture.formats.procedures import understand_procedure
    from capture.versions import go_on

    versions = [parse_procedure(table(*titles), "f.csv", "p", 1)]
    for n in range(2, 5):
        drawn = data.draw(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6))
        made = understand_procedure(table(*drawn), "f.csv", "p", n)
        versions.append(go_on(made, versions).procedure)
    meant: dict[str, str] = {}
    for version in versions:
        assert len({step.id for step in version.steps}) == len(version.steps)
        for step in version.steps:
            assert meant.setdefault(step.id, step.title) == step.title


def test_versions_are_sealed_one_by_one(site, first):
    from capture import artifacts

    update(site, first, table("Only this"))
    assert len(artifacts.find(site, None, Kind.PROCEDURE)) == 2


def test_a_job_is_begun_without_steps_and_gets_them_as_its_next_version(site):
    begun = start_procedure(site, OWNER, "  Fit a\nflange ", "en")
    assert (begun.title, begun.version, begun.steps) == ("Fit a flange", 1, ())
    found = import_procedure(site, OWNER, FIRST.encode(), "flange.yaml", begun.id)
    assert (found.id, found.version, len(found.steps)) == (begun.id, 2, 3)


def test_a_job_needs_a_name_and_is_no_file_before_it_has_steps(site):
    with pytest.raises(InputError, match="needs a name"):
        start_procedure(site, OWNER, " ", "ko")
    begun = start_procedure(site, OWNER, "용접", "ko")
    with pytest.raises(InputError, match="not written yet"):
        export_procedure(site, OWNER, begun.id, "xlsx")


def test_a_file_without_steps_is_still_refused(site, first):
    with pytest.raises(ProcedureError, match="no steps"):
        update(site, first, b"title: Flange\nsteps: []\n", "flange.yaml")
