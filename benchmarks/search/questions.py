"""Questions to narration, and which passages answer them (``narrated.yaml``).

Questions were written from the words of the sessions, before anything was ranked. An answer is an
utterance that tells it or a part of it; it is kept as its seconds, so that the judgement outlives
another way of cutting passages. **A passage is relevant (grade 1) if it covers more than half of
the seconds of an answer, or lies by more than half of its own in one.** In the demo corpora an
answer is a line of the script: whoever says it in whatever take answers, and every line of the job
was judged for each question. For the narrated sessions the first ten of dense, lexical and fused
were pooled and judged in shuffled order without the system's name (``pool.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from benchmarks.align.pack import recording_of
from benchmarks.search.corpora import Corpus, job_of, lines_of
from data_schemas.clock import Interval
from pipelines.search.passage import Passage

FILE = Path(__file__).with_name("narrated.yaml")
HALVES = ("tune", "held out")
COVERED = 0.5


@dataclass(frozen=True)
class Question:
    """``answers`` are seconds by session (narrated); ``lines`` names of lines of ``job`` (demo).

    ``home`` is the session that the question was written for. ``signs``: it asks for a sign.
    """

    id: str
    corpus: str
    half: str
    language: str
    text: str
    home: str = ""
    answers: dict[str, tuple[Interval, ...]] = field(default_factory=dict)
    job: str = ""
    lines: tuple[str, ...] = ()
    signs: bool = False

    @property
    def group(self) -> str:
        """What the bootstrap draws: the recording, or the action that is asked about."""
        if self.home:
            return recording_of(self.home)
        return f"{self.job}/{self.lines[0].split(':')[-1].split('/')[0]}"

    def answers_in(self, corpus: Corpus) -> dict[str, tuple[Interval, ...]]:
        """Seconds that answer, by session."""
        if not self.lines:
            return self.answers
        lines = lines_of(self.job)
        texts = {getattr(lines[name], corpus_language(self.corpus)) for name in self.lines}
        return {
            session: tuple(one for one in said if one.text in texts)
            for session, said in corpus.said.items()
            if job_of(session) == self.job
        }

    def relevant(self, corpus: Corpus) -> list[int]:
        """Positions of the passages that answer."""
        answers = self.answers_in(corpus)
        return [
            n
            for n, one in enumerate(corpus.passages)
            if any(covers(one, answer) for answer in answers.get(one.session, ()))
        ]


def corpus_language(corpus: str) -> str:
    """The language of the speech."""
    return "ko" if corpus == "demo-ko" else "en"


def covers(passage: Passage, answer: Interval) -> bool:
    return passage.overlap_s(answer) > COVERED * min(answer.length_s, passage.length_s)


def sessions(file: Path = FILE) -> dict[str, list[str]]:
    """Sessions of the narrated corpus by half; no recording is in both."""
    found: dict[str, list[str]] = _told(file)["sessions"]
    return found


def questions(file: Path = FILE) -> list[Question]:
    """All questions, those that ask for signs among them."""
    told = _told(file)
    halves = {one: half for half, some in told["sessions"].items() for one in some}
    return [
        _question(section, row, halves)
        for section, rows in told.items()
        if section != "sessions"
        for row in rows
    ]


@cache
def _told(file: Path) -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return told


def _question(section: str, row: dict[str, Any], halves: dict[str, str]) -> Question:
    kind, language = section.split("-")
    home = row.get("home", "")
    return Question(
        id=row["id"],
        corpus="narrated" if kind == "narrated" else f"demo-{language}",
        half=halves[home] if home else row["half"],
        language=language,
        text=row["text"],
        home=home,
        answers={one: _spans(spans) for one, spans in row.get("answers", {}).items()},
        job=row.get("job", ""),
        lines=tuple(row.get("lines", ())),
        signs=kind == "signs",
    )


def _spans(rows: Iterable[tuple[float, float]]) -> tuple[Interval, ...]:
    return tuple(Interval(start_s=start, end_s=end) for start, end in rows)
