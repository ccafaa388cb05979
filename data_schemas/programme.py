"""What is planned with an expert: their jobs, and the ten-minute sketch of each."""

from typing import Literal

from pydantic import Field

from data_schemas.value import Value

FEWEST_CHUNKS, MOST_CHUNKS = 3, 6
# What comes next for a job, in the order in which things come.
Next = Literal["diagram", "consent", "record", "ask", "confirm", "approve", "nothing"]


class Chunk(Value):
    """A part of a job in the expert's own words; ``hard`` is where judgement is needed."""

    title: str = Field(min_length=1, max_length=80)
    hard: bool = False
    note: str = Field(default="", max_length=400)


class TaskDiagram(Value):
    """A job in three to six parts, in order: the task diagram of applied cognitive task analysis.

    Ten minutes before the first take; its stars later rank the questions.
    """

    chunks: tuple[Chunk, ...] = Field(min_length=FEWEST_CHUNKS, max_length=MOST_CHUNKS)


class Job(Value):
    """Something an expert is to show. ``procedure`` is None until one was brought or begun."""

    id: str
    title: str = Field(min_length=1, max_length=120)
    procedure: str | None = None
    diagram: TaskDiagram | None = None


class Standing(Value):
    """How far a job is, told by what exists, never by how long anything took.

    ``sessions`` are ids, oldest first, without withdrawn ones. ``overdue`` are those that were
    recorded more than 48 hours ago and about which the expert was asked nothing yet.
    """

    expert: str
    job: Job
    planned: bool = True
    sessions: tuple[str, ...] = ()
    consent: bool = False
    recorded: bool = False
    asked: bool = False
    confirmed: bool = False
    approved: bool = False
    overdue: tuple[str, ...] = ()
    next: Next = "nothing"
