"""Procedures come in as people have them, and go out as they came."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capture.formats.procedures import WRITERS, parse_procedure, understand_procedure
from data_schemas.errors import ProcedureError
from data_schemas.procedure import GlossaryTerm, Procedure, Step, circle

LINE = (
    st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=20)
    .map(str.strip)
    .filter(bool)
)
LINES = st.lists(LINE, max_size=3).map(tuple)


@st.composite
def procedure(draw: st.DrawFn) -> Procedure:
    """Steps and groups by a walk down the page, with order rules that can be kept."""
    ids = iter(draw(st.lists(LINE, min_size=21, max_size=21, unique=True)))
    steps: list[Step] = []
    groups: list[Step] = []

    def fill(parent: str | None, depth: int) -> None:
        for _ in range(draw(st.integers(1, 3 if depth == 0 else 2))):
            one = Step(
                id=next(ids),
                title=draw(LINE),
                key_point=draw(LINES),
                reason=draw(LINES),
                parent=parent,
            )
            if depth < 2 and draw(st.booleans()):
                groups.append(one)
                fill(one.id, depth + 1)
            else:
                steps.append(one)

    fill(None, 0)
    pairs = st.tuples(st.sampled_from(steps), st.sampled_from(steps))
    drawn = [(a.id, b.id) for a, b in draw(st.lists(pairs, max_size=3, unique=True))]
    place = [step.id for step in steps]
    return Procedure(
        id="prc_1",
        version=3,
        title=draw(LINE),
        language=draw(st.sampled_from(["ko", "en"])),
        steps=tuple(steps),
        groups=tuple(groups),
        before=tuple((a, b) for a, b in drawn if place.index(a) < place.index(b)),
        glossary=tuple(
            draw(st.lists(st.builds(GlossaryTerm, term=LINE, variants=LINES), max_size=2))
        ),
    )


def again(value: Procedure, form: str) -> Procedure:
    return parse_procedure(WRITERS[form](value), f"p.{form}", value.id, value.version)


@given(procedure())
def test_yaml_round_trip_keeps_everything(value: Procedure) -> None:
    assert again(value, "yaml") == value


@given(procedure())
def test_csv_round_trip_keeps_steps_groups_and_order(value: Procedure) -> None:
    read = again(value, "csv")
    assert (read.steps, read.groups) == (value.steps, value.groups)
    assert set(read.before) == set(value.before)


@settings(max_examples=40, deadline=None)
@pytest.mark.parametrize("form", ["xlsx", "docx"])
@given(value=procedure())
def test_office_round_trip_keeps_the_title_too(form: str, value: Procedure) -> None:
    read = again(value, form)
    assert (read.title, read.steps, read.groups) == (value.title, value.steps, value.groups)
    assert set(read.before) == set(value.before)


@given(procedure())
def test_text_round_trip_keeps_all_but_ids_language_and_glossary(value: Procedure) -> None:
    read = again(value, "txt")
    assert shape(read) == shape(value)


def shape(value: Procedure) -> object:
    """Everything but ids: what lies in what, what is said, which place comes before which."""
    place = {step.id: n for n, step in enumerate(value.steps)}
    lines = [
        (depth, one.title, one.key_point, one.reason, is_group)
        for depth, one, is_group in value.outline()
    ]
    return value.title, lines, {(place[a], place[b]) for a, b in value.before}


@given(st.binary(max_size=200), st.sampled_from(["p.csv", "p.yaml", "p.xlsx", "p.txt"]))
def test_no_bytes_do_anything_but_read_or_refuse(data: bytes, name: str) -> None:
    try:
        assert parse_procedure(data, name, "p", 1).steps
    except ProcedureError as error:
        assert str(error).endswith(".")


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert parse_procedure(text.encode(errors="replace"), "p.txt", "p", 1).steps
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
        ("1,Clean\n2,Dry\n", "p.csv", "header step,title"),
        ("step,title\na,b,c\n", "p.csv", "line 2 has more cells"),
        ("step,title\na\n", "p.csv", "no steps"),
        ("step,title,after\na,b,z\n", "p.csv", "line 2 comes after “z”, which is no step"),
        ("step,title,after\n,b,\n,b,\n,c,b\n", "p.csv", "several steps are called so"),
        ("step,title,after\n1,b,2\n2,c,1\n", "p.csv", "circle, “.” → “.” → “.”"),
        ("steps: [{id: a, title: b}]\ntitle: T\nbefore: [[a, a]]\n", "p.yaml", "“b” → “b”"),
        ('step,title\na,"b\n', "p.csv", "no CSV table at line"),
        ("", "p.csv", "empty"),
        ("\0\1\2", "p.yaml", "not a text file"),
        ("PK\3\4", "p.csv", "damaged"),
        ("%PDF-1.7", "p.docx", "a PDF or an RTF text"),
        ("<html><table>", "p.xls", "a web page"),
        ("step,title\n" + "\n".join(f"{n},t{n}" for n in range(5000)), "p.csv", "5000 steps"),
        ("\n".join(" " * n + f"- t{n}" for n in range(12)), "p.txt", "12 levels deep"),
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


def test_a_procedure_has_one_step_or_hundreds() -> None:
    assert len(parsed("1. Look at it", "p.txt").steps) == 1
    table = "step,title\n" + "\n".join(f"{n},Turn screw {n}" for n in range(200))
    assert len(parsed(table, "p.csv").steps) == 200


def test_two_steps_of_one_name_have_ids_of_their_own_and_are_pointed_out() -> None:
    found = understand_procedure(b"step,title\n1,Wipe\n1,Oil\n3,Wipe\n", "p.csv", "p", 1)
    assert [step.id for step in found.procedure.steps] == ["1", "2", "3"]
    assert found.notes == ("2 steps are called “Wipe”: they are kept apart by their place.",)


def test_a_row_without_a_title_is_told_of_and_left_out() -> None:
    found = understand_procedure(b"step,title,photo\n1,Wipe,a.png\n2,,b.png\n", "p.csv", "p", 1)
    assert [step.title for step in found.procedure.steps] == ["Wipe"]
    assert found.notes == (
        "p.csv, line 1: the column “photo” is not taken.",
        "p.csv, line 3 has no title, so it was left out.",
    )


@pytest.mark.parametrize("name", ["p.csv", "p.yaml", "p.txt", "p.xlsx", "p.docx", "p"])
@pytest.mark.parametrize("form", list(WRITERS))
def test_a_file_is_known_by_its_content_whatever_it_is_called(form: str, name: str) -> None:
    value = parsed(YAML)
    read = parse_procedure(WRITERS[form](value), name, "p", 1)
    assert [step.title for step in read.steps] == [step.title for step in value.steps]


KOREAN = "번호;작업 내용;급소(핵심 포인트);이유;선행\n1;끼운다;손으로;상하지 않게;\n2;조인다;;;1\n"


@pytest.mark.parametrize("code", ["utf-8", "cp949", "utf-16"])
def test_a_korean_table_has_korean_columns(code: str) -> None:
    value = parse_procedure(KOREAN.encode(code), "나사.csv", "p", 1)
    assert value.steps[0] == Step(
        id="1", title="끼운다", key_point=("손으로",), reason=("상하지 않게",)
    )
    assert value.before == (("1", "2"),)


def test_dotted_numbers_lie_in_each_other_and_an_order_rule_of_a_group_holds_for_its_steps() -> (
    None
):
    rows = "no\ttitle\tafter\n1\tClean\t\n1.1\tLeft side\t\n1.2\tRight side\t\n2\tClose\t1\n"
    value = parsed(rows, "p.tsv")
    assert [(step.title, step.parent) for step in value.steps] == [
        ("Left side", "1"), ("Right side", "1"), ("Close", None),
    ]  # fmt: skip
    assert value.before == (("1.1", "2"), ("1.2", "2"))


def test_steps_inside_of_a_step_are_sub_steps_in_yaml() -> None:
    value = parsed(
        "title: T\nsteps:\n- {id: a, title: A, key_point: k, steps: [{id: b, title: B}]}\n"
        "- {id: c, title: C}\nbefore: [[a, c]]\n"
    )
    assert value.groups[0].key_point == ("k",) and value.steps[0].parent == "a"
    assert value.before == (("b", "c"),)


def test_no_order_rule_that_can_be_kept_is_refused() -> None:
    assert circle([("a", "b"), ("b", "c"), ("a", "c")]) == ()
    assert set(circle([("a", "b"), ("b", "a")])) == {"a", "b"}
