"""Text-only sessions in, segments out: one JSON object a line, nothing stored."""

import gzip
import json
import os
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from data_schemas.errors import InputError
from data_schemas.procedure import Step
from data_schemas.timeline import Alignment
from data_schemas.transcript import Speaker, Utterance
from pipelines.align.aligner import align
from pipelines.align.task import Embed, Options, Task

SPEAKERS: dict[str | None, Speaker] = {"instructor": "expert", "expert": "expert"}
REMEMBERED = 20_000
LONGEST_S = 24 * 3600
LONGEST_LINE = 64 * 2**20


class _Open(BaseModel):
    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)


class _Step(_Open):
    id: str = Field(min_length=1)
    title: str = Field(min_length=1)


class _Said(_Open):
    start_s: float
    end_s: float
    speaker: str | None = None
    text: str


class _Line(_Open):
    id: str = Field(min_length=1)
    duration_s: float = Field(ge=0, le=LONGEST_S)
    steps: list[_Step]
    utterances: list[_Said] = []
    own_list: bool = False


def align_lines(
    in_path: Path | str,
    out_path: Path | str,
    embed: Embed | None = None,
    options: Options | None = None,
    tick: Callable[[int], None] | None = None,
) -> int:
    """Align every session of a JSON Lines file, plain or ``.gz``; returns how many there were.

    The formats are those of ``sonmat align`` in the design, with ``own_list`` of a task beside.
    Lines are read one at a time, and the output appears whole or not at all. ``embed`` is the
    product's encoder when not given; ``tick`` is told the number of sessions done. Raises
    InputError, naming the line, for a line that is no session, and for a file that cannot be read
    or written.
    """
    source, target = Path(in_path), Path(out_path)
    compare = Remembering(embed or _product_embedder())
    count = 0
    with _WholeFile(target) as out:
        for task in _tasks(source):
            row = _row(task, align(task, compare, options))
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
            if tick:
                tick(count)
    return count


def _product_embedder() -> Embed:
    from pipelines.embedder import Embedder  # loads torch: only when really needed

    return Embedder().encode_queries


def _row(task: Task, found: Alignment) -> dict[str, object]:
    keys = {"step_id", "start_s", "end_s", "confidence"}
    placed = [s for s in found.segments if s.step_id is not None]
    return {"id": task.id, "segments": [s.model_dump(include=keys) for s in placed]}


def _tasks(source: Path) -> Iterator[Task]:
    seen: set[str] = set()
    for number, text in _lines(source):
        if not text.strip():
            continue
        try:
            task = _task(_Line.model_validate_json(text))
        except ValidationError as error:
            raise InputError(
                f"Line {number} of {source.name} is not a session ({_where(error)}): mend or "
                "remove that line."
            ) from None
        if task.id in seen:
            raise InputError(
                f"Line {number} of {source.name} has the id of an earlier line: give every session "
                "its own id."
            )
        seen.add(task.id)
        yield task


def _lines(source: Path) -> Iterator[tuple[int, str]]:
    number = 0
    try:
        with _reader(source) as file:
            while text := file.readline(LONGEST_LINE + 1):
                number += 1
                if len(text) > LONGEST_LINE:
                    raise InputError(f"Line {number} of {source.name} is too long to be a session.")
                yield number, text
    except UnicodeDecodeError:
        raise InputError(
            f"Line {number + 1} of {source.name} is not UTF-8 text: save the file as UTF-8."
        ) from None
    except (OSError, EOFError) as error:
        reason = getattr(error, "strerror", None) or "it is not readable"
        raise InputError(f"{source.name} cannot be read ({reason}).") from None


def _reader(source: Path) -> IO[str]:
    if source.suffix == ".gz":
        return gzip.open(source, "rt", encoding="utf-8-sig")
    return source.open(encoding="utf-8-sig")


def _task(line: _Line) -> Task:
    return Task(
        id=line.id,
        duration_s=line.duration_s,
        steps=tuple(Step(id=step.id, title=step.title) for step in line.steps),
        own_list=line.own_list,
        utterances=tuple(
            Utterance(
                start_s=said.start_s,
                end_s=max(said.end_s, said.start_s),
                text=said.text,
                speaker=SPEAKERS.get(said.speaker, "unsure"),
            )
            for said in line.utterances
        ),
    )


def _where(error: ValidationError) -> str:
    """The first problem by place and kind only: the words of a session stay out of messages."""
    first = error.errors(include_input=False, include_context=False, include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else first["type"].replace("_", " ")


class _WholeFile:
    """A text file that appears under its name only when it was written to the end."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __enter__(self) -> IO[str]:
        try:
            handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=self.target.parent)
        except OSError as error:
            raise InputError(
                f"{self.target.name} cannot be written there ({error.strerror}): choose another "
                "place."
            ) from None
        self.part = Path(name)
        self.raw = os.fdopen(handle, "wb")
        if self.target.suffix == ".gz":
            self.text: IO[str] = gzip.open(self.raw, "wt", encoding="utf-8")
        else:
            self.text = os.fdopen(os.dup(self.raw.fileno()), "w", encoding="utf-8")
        return self.text

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            self.text.close()
            self.raw.flush()
            os.fsync(self.raw.fileno())
            self.raw.close()
            if kind is None:
                self.part.chmod(0o644)
                self.part.replace(self.target)
        finally:
            with suppress(FileNotFoundError):
                self.part.unlink()


class Remembering:
    """An encoder that does not compare the same text twice: sessions share their step titles."""

    def __init__(self, embed: Embed) -> None:
        self.embed = embed
        self.known: OrderedDict[str, NDArray[np.float32]] = OrderedDict()

    def __call__(self, texts: list[str]) -> NDArray[np.float32]:
        fresh = [text for text in dict.fromkeys(texts) if text not in self.known]
        if fresh:
            self.known.update(zip(fresh, self.embed(fresh), strict=True))
        out = np.stack([self.known[text] for text in texts])
        while len(self.known) > REMEMBERED:
            self.known.popitem(last=False)
        return out
