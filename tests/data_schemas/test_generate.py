"""The committed JSON Schemas are those of the values, and they accept what the values write."""

import json
from functools import cache
from pathlib import Path

import jsonschema
import pytest

from data_schemas import generate
from data_schemas.clock import Interval, TimeMap
from data_schemas.generate import FOLDER, values, write
from data_schemas.procedure import Procedure, Step
from data_schemas.rights import Consent, Purpose
from data_schemas.transcript import Transcript, Utterance, Word
from data_schemas.value import Value

schemas = cache(generate.schemas)


def test_the_committed_schemas_are_up_to_date() -> None:
    committed = {path.name: path.read_text("utf-8") for path in FOLDER.iterdir()}
    assert committed == schemas(), "run: python -m data_schemas.generate"


def test_every_value_has_a_file_of_its_own() -> None:
    assert len(schemas()) == len(values())
    assert {Interval, Consent, Transcript, Procedure, TimeMap} <= set(values())


def test_schemas_of_values_that_are_gone_are_removed(tmp_path: Path) -> None:
    (tmp_path / "ghost.schema.json").write_text("{}")
    (tmp_path / "notes.txt").write_text("mine")
    write(tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {*schemas(), "notes.txt"}


@pytest.mark.parametrize("name", sorted(schemas()))
def test_each_is_a_valid_schema_and_closed(name: str) -> None:
    schema = json.loads(schemas()[name])
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False


EXAMPLES = [
    Interval(start_s=0, end_s=1.5),
    TimeMap.identity(),
    Procedure(id="p", title="T", steps=(Step(id="a", title="b"),), before=(("a", "a"),)),
    Consent(purposes=frozenset({Purpose.TEACH})),
    Transcript(
        language="ko",
        engine="import",
        utterances=(
            Utterance(start_s=0, end_s=1, text="x", words=(Word(start_s=0, end_s=1, text="x"),)),
        ),
    ),
]


@pytest.mark.parametrize("value", EXAMPLES, ids=lambda value: type(value).__name__)
def test_what_a_value_writes_is_what_its_schema_accepts(value: Value) -> None:
    by_title = {json.loads(text)["title"]: json.loads(text) for text in schemas().values()}
    schema = by_title[type(value).__name__]
    written = value.model_dump(mode="json")
    jsonschema.validate(written, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**written, "unknown": 1}, schema)
