"""Procedures come in as YAML or CSV, exactly as they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture.formats.procedures import (
    parse_procedure,
    write_procedure,
    write_procedure_table,
)
from data_schemas.errors import ProcedureError
from data_schemas.procedure import GlossaryTerm, Procedure, Step

LINE = (
    st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=20)
    .map(str.strip)
    .filter(bool)
)
LINES = st.lists(LINE, max_size=3).map(tuple)


@st.composite
def procedure(draw: st.DrawFn) -> Procedure:
    ids = draw(st.lists(LINE, min_size=1, max_size=5, unique=True))
    steps = tuple(
        Step(id=i, title=draw(LINE), key_point=draw(LINES), reason=draw(LINES)) for i in ids
    )
    pairs = st.tuples(st.sampled_from(ids), st.sampled_from(ids))
    terms = st.builds(GlossaryTerm, term=LINE, variants=LINES)
    return Procedure(
        id="prc_1",
        version=3,
        title=draw(LINE),
        language=draw(st.sampled_from(["ko", "en"])),
        steps=steps,
        before=tuple(draw(st.lists(pairs, max_size=3))),
        glossary=tuple(draw(st.lists(terms, max_size=2))),
    )


@given(procedure())
def test_yaml_round_trip_keeps_everything(value: Procedure) -> None:
    assert parse_procedure(write_procedure(value).encode(), "p.yaml", "prc_1", 3) == value


@given(procedure())
def test_csv_round_trip_keeps_the_steps(value: Procedure) -> None:
    table = write_procedure_table(value).encode()
    assert parse_procedure(table, "p.csv", "prc_1", 3).steps == value.steps


@given(st.binary(max_size=200), st.sampled_from(["p.csv", "p.yaml"]))
def test_no_bytes_do_anything_but_read_or_refuse(data: bytes, name: str) -> None:
    try:
        assert parse_procedure(data, name, "p", 1).steps
    except ProcedureError as error:
        assert str(error).endswith(".")


def parsed(text: str, name: str = "folder/나사 조이기.yaml") -> Procedure:
    return parse_procedure(text.encode(), name, "prc_1", 2)


YAML = """
id: elsewhere
version: 9
title: 나사 조이기
steps:
  - id: 01
    title: 나사를 끼운다
    key_point: 손으로 먼저
  - id: 1.10
    title: 조인다
    reason: [풀리지 않게, 상하지 않게]
  - {id: no, title: 본다}
before: [[01, 1.10]]
glossary:
  - {term: 드라이버, variants: [도라이바]}
"""


def test_yaml_is_taken_as_written() -> None:
    value = parsed(YAML)
    assert (value.id, value.version, value.title, value.language) == (
        "prc_1", 2, "나사 조이기", "ko",
    )  # fmt: skip
    assert [s.id for s in value.steps] == ["01", "1.10", "no"]
    assert value.steps[0].key_point == ("손으로 먼저",)
    assert value.steps[1].reason == ("풀리지 않게", "상하지 않게")
    assert value.before == (("01", "1.10"),)
    assert value.glossary[0].variants == ("도라이바",)


def test_json_is_yaml_too() -> None:
    assert parsed('{"title": "T", "steps": [{"id": "a", "title": "b"}]}').steps[0].id == "a"


@pytest.mark.parametrize("header", ["step,title", "STEP, Title ", "title,step"])
def test_a_csv_needs_only_steps_and_titles(header: str) -> None:
    row = "s1,Clean it" if header.lower().startswith("step") else "Clean it,s1"
    value = parsed(f"{header}\n\n{row}\n,\n", "C:\\files\\Joint cleaning.CSV")
    assert (value.title, value.language) == ("Joint cleaning", "en")
    assert [(s.id, s.title) for s in value.steps] == [("s1", "Clean it")]


def test_a_csv_may_say_why() -> None:
    value = parsed('step,title,key_point,reason\n1,"돌린다, 살짝","하나\n둘",셋\n2,본다\n', "p.csv")
    assert value.steps[0].title == "돌린다, 살짝"
    assert value.steps[0].key_point == ("하나", "둘")
    assert value.steps[0].reason == ("셋",)
    assert value.steps[1].key_point == ()
    assert value.language == "ko"


@pytest.mark.parametrize("code", ["utf-8-sig", "utf-16", "cp949"])
def test_korean_tables_of_spreadsheets_are_read(code: str) -> None:
    data = "step,title\r\n1,나사를 조인다\r\n".encode(code)
    assert parse_procedure(data, "p.csv", "p", 1).steps[0].title == "나사를 조인다"


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nsteps: *c\n"


@pytest.mark.parametrize(
    "text, name, problem",
    [
        ("title: T\n", "p.yaml", "no steps"),
        ("title: T\nsteps: []\n", "p.yaml", "no steps"),
        ("title: T\nsteps:\n", "p.yaml", "no steps"),
        ("step,title\n", "p.csv", "no steps"),
        ("title: T\nsteps: [{id: a, title: b}, {id: a, title: c}]\n", "p.yaml", "same id"),
        ("step,title\na,b\na,c\n", "p.csv", "same id"),
        ("title: T\nsteps: [{id: a}]\n", "p.yaml", "steps 1 title"),
        ("title: T\nsteps: [{id: a, title: b, colour: c}]\n", "p.yaml", "steps 1 colour"),
        ("title: T\nsteps: [a, b]\n", "p.yaml", "steps 1"),
        ("title: T\nsteps: a\n", "p.yaml", "steps"),
        ("steps: [{id: a, title: b}]\n", "p.yaml", "title"),
        ("title: T\nlanguage: fr\nsteps: [{id: a, title: b}]\n", "p.yaml", "language"),
        ("title: T\nsteps: [{id: a, title: b}]\nbefore: [[a, z]]\n", "p.yaml", "unknown step"),
        ("title: T\ntitle: U\nsteps: [{id: a, title: b}]\n", "p.yaml", "key stands twice"),
        ("- a\n- b\n", "p.yaml", "no procedure"),
        ("title: [\n", "p.yaml", "not usable YAML at line"),
        (BOMB, "p.yaml", "aliases"),
        ("title: !!python/object/apply:os.system [ls]\n", "p.yaml", "not usable YAML"),
        ("[" * 50_000, "p.yaml", "nested too deeply"),
        ("name,title\na,b\n", "p.csv", "header step,title"),
        ("step\na\n", "p.csv", "header step,title"),
        ("step;title\na;b\n", "p.csv", "header step,title"),
        ("step,title,title\na,b,c\n", "p.csv", "header step,title"),
        ("1,Clean\n2,Dry\n", "p.csv", "header step,title"),
        ("step,title\na,b,c\n", "p.csv", "line 2 has more cells"),
        ("step,title\na,b\n,c\n", "p.csv", "line 3 has no step"),
        ("step,title\na\n", "p.csv", "line 2 has no step or no title"),
        ('step,title\na,"b\n', "p.csv", "no CSV table at line"),
        ("", "p.csv", "empty"),
        ("\0\1\2", "p.yaml", "not a text file"),
        ("PK\3\4", "p.csv", "not a text file"),
        ("title: " + "x" * (1 << 20), "p.yaml", "larger than 1 MB"),
    ],
)
def test_what_is_no_procedure_gets_one_sentence(text: str, name: str, problem: str) -> None:
    with pytest.raises(ProcedureError, match=problem) as caught:
        parsed(text, "folder/" + name)
    message = str(caught.value)
    assert name in message
    assert "folder" not in message
    assert message.endswith(".")
    assert "\n" not in message
