"""Files of sessions in, files of segments out."""

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from data_schemas.errors import InputError
from pipelines.align import Task, align, align_lines
from tests.pipelines.align.conftest import embed_words


def row(task: Task, **changes: Any) -> dict[str, Any]:
    said = [
        {"start_s": u.start_s, "end_s": u.end_s, "speaker": "instructor", "text": u.text}
        for u in task.utterances
    ]
    listed = [{"id": s.id, "title": s.title} for s in task.steps]
    whole = {"id": task.id, "duration_s": task.duration_s, "steps": listed, "utterances": said}
    return whole | changes


def lines(*rows: Any) -> str:
    return "".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in rows)


@pytest.mark.parametrize("name", ["in.jsonl", "in.jsonl.gz"])
def test_sessions_come_out_in_order_with_their_segments(
    name: str, job: Task, tmp_path: Path
) -> None:
    text = lines(row(job), "", row(job, id="b", utterances=[]))
    source, target = tmp_path / name, tmp_path / "out.jsonl"
    data = text.encode()
    source.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    assert align_lines(source, target, embed_words) == 2
    first, second = (json.loads(line) for line in target.read_text().splitlines())
    expected = align(job, embed_words).segments
    assert first["id"], second["id"] == ("rec-1", "b")
    assert first["segments"] == [
        {"step_id": s.step_id, "start_s": s.start_s, "end_s": s.end_s, "confidence": s.confidence}
        for s in expected
    ]
    assert set(second) == {"id", "segments"}


def test_output_may_be_packed(job: Task, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl.gz"
    source.write_text(lines(row(job)))
    align_lines(source, target, embed_words)
    assert json.loads(gzip.decompress(target.read_bytes()))["id"] == "rec-1"


@pytest.mark.parametrize(
    "bad",
    [
        "{not json",
        "[]",
        '{"id": "x"}',
        '{"id": "x", "duration_s": -1, "steps": []}',
        '{"id": "x", "duration_s": NaN, "steps": []}',
        '{"id": "x", "duration_s": 1e12, "steps": []}',
        '{"id": "", "duration_s": 1, "steps": []}',
        '{"id":"x","duration_s":1,"steps":[{"id":"a","title":"t"},{"id":"a","title":"u"}]}',
        '{"id":"x","duration_s":1,"steps":[],"utterances":[{"start_s":0,"text":"secret word"}]}',
    ],
)
def test_a_bad_line_is_named_and_nothing_is_left(bad: str, job: Task, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(lines(row(job), bad))
    target.write_text("before")
    with pytest.raises(InputError, match=r"^Line 2 of in\.jsonl") as caught:
        align_lines(source, target, embed_words)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert target.read_text() == "before"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_one_id_may_not_come_twice(job: Task, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(lines(row(job), row(job)))
    with pytest.raises(InputError, match=r"^Line 2 of in\.jsonl has the id"):
        align_lines(source, tmp_path / "out.jsonl", embed_words)


@pytest.mark.parametrize("data", [b"\xff\xfe{}", b"\x1f\x8bbroken"])
def test_a_file_that_is_no_text_is_refused(data: bytes, tmp_path: Path) -> None:
    for name in ("in.jsonl", "in.jsonl.gz"):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(InputError, match=r"in\.jsonl"):
            align_lines(tmp_path / name, tmp_path / "out.jsonl", embed_words)


def test_missing_places_are_named(job: Task, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.jsonl cannot be read"):
        align_lines(tmp_path / "none.jsonl", tmp_path / "out.jsonl", embed_words)
    source = tmp_path / "in.jsonl"
    source.write_text(lines(row(job)))
    with pytest.raises(InputError, match=r"out\.jsonl cannot be written"):
        align_lines(source, tmp_path / "no" / "out.jsonl", embed_words)


def test_a_reversed_utterance_is_taken_as_a_moment(job: Task, tmp_path: Path) -> None:
    said = [{"start_s": 9, "end_s": 3, "text": "clean the flange"}]
    (tmp_path / "in.jsonl").write_text(lines(row(job, utterances=said)))
    assert align_lines(tmp_path / "in.jsonl", tmp_path / "out.jsonl", embed_words) == 1


def test_no_text_is_encoded_twice_and_progress_is_told(job: Task, tmp_path: Path) -> None:
    seen: list[str] = []
    told: list[int] = []

    def counting(texts: list[str]) -> NDArray[np.float32]:
        seen.extend(texts)
        return embed_words(texts)

    (tmp_path / "in.jsonl").write_text(lines(row(job), row(job, id="b")))
    align_lines(tmp_path / "in.jsonl", tmp_path / "out.jsonl", counting, tick=told.append)
    assert len(seen) == len(set(seen))
    assert told == [1, 2]


def test_a_line_may_say_that_its_steps_were_listed_from_it(job: Task, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(lines(row(job), row(job, id="b", own_list=True)))
    align_lines(source, target, embed_words)
    written, own = (json.loads(line)["segments"] for line in target.read_text().splitlines())
    assert all(b["confidence"] > a["confidence"] for a, b in zip(written, own, strict=True))
