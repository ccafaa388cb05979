"""Glossaries come in as CSV, YAML, JSON or plain lines; one bad line and nothing is taken."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capture.formats.glossaries import LONGEST, MOST_TERMS, parse_glossary, write_glossary
from data_schemas.errors import TextError
from data_schemas.procedure import Glossary, GlossaryTerm

LINE = (
    st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=20)
    .map(str.strip)
    .filter(bool)
)
# Several stand in one cell, apart by semicolons
CELL = LINE.map(lambda text: text.replace(";", ",").strip()).filter(bool)
CELLS = st.lists(CELL, max_size=3, unique=True).map(tuple)
TERMS = st.lists(
    st.builds(GlossaryTerm, term=LINE, readings=CELLS, variants=CELLS),
    min_size=1,
    max_size=6,
    unique_by=lambda term: term.term,
).map(tuple)
PLIERS = GlossaryTerm(term="플라이어", readings=("플라이어",), variants=("뻰찌", "뺀찌"))


def parsed(text: str, name: str = "folder/용어.csv") -> tuple[GlossaryTerm, ...]:
    return parse_glossary(text.encode(), name).terms


def names(text: str, name: str) -> list[str]:
    return [term.term for term in parsed(text, name)]


@settings(deadline=None)
@given(TERMS)
def test_what_is_written_is_read_back(terms):
    glossary = Glossary(terms=terms)
    assert parse_glossary(write_glossary(glossary).encode(), "g.csv") == glossary


@settings(deadline=None)
@given(TERMS, st.sampled_from(["g.json", "g.yaml", "g.yml"]))
def test_json_is_read_by_either_name(terms, name):
    rows = json.dumps([term.model_dump() for term in terms], ensure_ascii=False)
    assert parsed(rows, name) == terms


@given(st.binary(max_size=200), st.sampled_from(["g.csv", "g.yaml", "g.json", "g.txt", "g"]))
def test_no_bytes_do_anything_but_read_or_refuse(data, name):
    try:
        assert parse_glossary(data, name).terms
    except TextError as error:
        assert str(error).endswith(".")


def test_a_csv_holds_several_readings_in_a_cell():
    text = "term,readings,variants\n플라이어,플라이어,뻰찌; 뺀찌;\nPT,피티,\n"
    assert parsed(text) == (PLIERS, GlossaryTerm(term="PT", readings=("피티",)))


@pytest.mark.parametrize("header", ["term", "TERM", "Term , Readings", "variants,term"])
def test_a_csv_needs_only_terms(header):
    row = ",개스킷" if header.startswith("variants") else "개스킷"
    assert names(f"\n{header}\n\n{row}\n,\n", "g.csv") == ["개스킷"]


def test_a_cell_may_hold_commas_and_quotes():
    assert names('term\n"1,5""-볼트"\n', "g.csv") == ['1,5"-볼트']


YAML = """
- 개스킷
- term: 플라이어
  readings: [플라이어]
  variants: [뻰찌, 뺀찌]
- {term: 1.10, variants: no}
"""


def test_yaml_is_taken_as_written():
    assert parsed(YAML, "g.yaml") == (
        GlossaryTerm(term="개스킷"),
        PLIERS,
        GlossaryTerm(term="1.10", variants=("no",)),
    )


@pytest.mark.parametrize("key", ["glossary", "terms"])
def test_yaml_may_name_its_list_as_a_procedure_does(key):
    assert names(f"title: x\n{key}: [개스킷, PT]\n", "g.yaml") == ["개스킷", "PT"]


@pytest.mark.parametrize("name", ["g.txt", "g", "terms.list", "C:\\표\\용어.TXT"])
def test_plain_text_is_a_term_a_line(name):
    assert names("# 용접\n 아르곤 \r\n\n텅스텐, 봉\r개스킷\n", name) == [
        "아르곤",
        "텅스텐, 봉",
        "개스킷",
    ]


@pytest.mark.parametrize("name", ["g.csv", "g.txt"])
@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_korean_files_of_spreadsheets_and_editors_are_read(name, code):
    header = "term\r\n" if name.endswith("csv") else ""
    data = f"{header}아르곤\r\n개스킷\r\n".encode(code)
    assert [term.term for term in parse_glossary(data, name).terms] == ["아르곤", "개스킷"]


def test_a_term_that_stands_twice_is_taken_once_with_all_that_was_said():
    text = "term,readings,variants\nPT,피티,탐상\n개스킷,,\nPT,피티;피이티,염색\n"
    assert parsed(text) == (
        GlossaryTerm(term="PT", readings=("피티", "피이티"), variants=("탐상", "염색")),
        GlossaryTerm(term="개스킷"),
    )


def test_ten_thousand_terms_are_taken():
    rows = "\n".join(f"부품 {n},파트 {n}" for n in range(10_000))
    terms = parsed(f"term,readings\n{rows}\n")
    assert len(terms) == 10_000
    assert terms[-1] == GlossaryTerm(term="부품 9999", readings=("파트 9999",))


def test_just_so_many_terms_are_taken_and_not_one_more():
    lines = [f"t{n}" for n in range(MOST_TERMS)]
    assert len(parsed("\n".join(lines), "g.txt")) == MOST_TERMS
    with pytest.raises(TextError, match=f"{MOST_TERMS + 1} terms, more than"):
        parsed("\n".join([*lines, "one more"]), "g.txt")


@pytest.mark.parametrize("cell", ["term", "readings", "variants"])
def test_a_term_of_just_80_letters_is_taken_and_a_longer_one_is_not(cell):
    def row(length: int) -> str:
        cells = {"term": "a", "readings": "b", "variants": "c"} | {cell: "가" * length}
        return ",".join(cells) + "\n" + ",".join(cells.values()) + "\n"

    assert parsed(row(LONGEST))
    with pytest.raises(TextError, match="line 2 is longer than 80 letters"):
        parsed(row(LONGEST + 1))


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nterms: *c\n"


@pytest.mark.parametrize(
    ("text", "name", "problem"),
    [
        ("term,readings\nPT,피티\n,피티\n", "g.csv", "line 3 has no term"),
        ("term\nPT\nPT,피티\n", "g.csv", "line 3 has more cells"),
        ('term\nPT\n"PT\n', "g.csv", "no CSV table at line 3"),
        ("name,readings\nPT,피티\n", "g.csv", "header term"),
        ("PT\n개스킷\n", "g.csv", "header term"),
        ("term,term\nPT,PT\n", "g.csv", "header term"),
        ("readings\n피티\n", "g.csv", "header term"),
        ("term;readings\nPT;피티\n", "g.csv", "header term"),
        ("term\n", "g.csv", "no terms"),
        ("term,readings\n,\n\n", "g.csv", "no terms"),
        ("# nothing yet\n", "g.txt", "no terms"),
        ("[]", "g.json", "no terms"),
        ("terms: []\n", "g.yaml", "no terms"),
        ("", "g.csv", "empty"),
        (" \n ", "g.txt", "empty"),
        ("terms:\n", "g.yaml", "no glossary"),
        ("title: x\n", "g.yaml", "no glossary"),
        ("just text\n", "g.yaml", "no glossary"),
        ("- PT\n- {readings: [피티]}\n", "g.yaml", "entry 2 has no term"),
        ("- PT\n- {term: '  '}\n", "g.yaml", "entry 2 has no term"),
        ("- PT\n- [a, b]\n", "g.yaml", "entry 2 has no term"),
        ("- PT\n- {term: [a, b]}\n", "g.yaml", "entry 2 cannot be used, term"),
        ("- PT\n- {term: {a: b}}\n", "g.yaml", "entry 2 cannot be used, term"),
        ("- {term: PT, readings: {a: b}}\n", "g.yaml", "entry 1 cannot be used, readings"),
        ("- {term: PT, variants: [[a]]}\n", "g.yaml", "entry 1 cannot be used, variants"),
        ("- {term: PT, colour: red}\n", "g.yaml", "entry 1 cannot be used, colour"),
        ('[{"term": "PT", "term": "RT"}]', "g.json", "key stands twice"),
        ("- PT\n- [\n", "g.yaml", "not usable YAML at line"),
        (BOMB, "g.yaml", "aliases"),
        ("- !!python/object/apply:os.system [ls]\n", "g.yaml", "not usable YAML"),
        ("[" * 50_000, "g.json", "nested too deeply"),
        ("\0\1\2", "g.csv", "not a text file"),
        ("PK\3\4", "g.txt", "not a text file"),
        ("가" * (1 << 19), "g.txt", "larger than 1 MB"),
        ("가나다라 " * 1000, "g.txt", "line 1 is longer than 80 letters"),
    ],
)
def test_what_is_no_glossary_gets_one_sentence_and_nothing_is_taken(text, name, problem):
    with pytest.raises(TextError, match=problem) as caught:
        parsed(text, "folder/" + name)
    message = str(caught.value)
    assert name in message
    assert "folder" not in message
    assert message.endswith(".")
    assert "\n" not in message


def test_no_error_repeats_a_term():
    for text, name in (("term,readings\n,비밀\n", "g.csv"), ("- {term: [비밀]}\n", "g.yaml")):
        with pytest.raises(TextError) as caught:
            parsed(text, name)
        assert "비밀" not in str(caught.value)


def test_bytes_that_are_no_text_are_refused():
    for data in (bytes(range(256)), b"\x89PNG\r\n\x1a\n" + bytes(64), b"\xff" * 64):
        with pytest.raises(TextError, match="not a text file"):
            parse_glossary(data, "g.csv")
