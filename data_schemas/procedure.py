"""A procedure: the written steps of a job, as the site's own manual has them."""

from typing import Literal, Self

from pydantic import Field, model_validator

from data_schemas.value import Value

Language = Literal["ko", "en"]


class GlossaryTerm(Value):
    """A word of the trade: how it is written, how it is read aloud, and what else it is called."""

    term: str = Field(min_length=1)
    readings: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()


class Glossary(Value):
    """Terms of a procedure, or of a whole site."""

    terms: tuple[GlossaryTerm, ...] = ()


class Step(Value):
    """``key_point``: what makes the step succeed, ``reason``: why (Training Within Industry)."""

    id: str = Field(min_length=1)
    title: str = Field(min_length=1)
    key_point: tuple[str, ...] = ()
    reason: tuple[str, ...] = ()


class Procedure(Value):
    """Steps in their written order; ``before`` lists pairs of step ids whose order is a must."""

    id: str
    version: int = Field(default=1, ge=1)
    title: str = Field(min_length=1)
    language: Language = "en"
    steps: tuple[Step, ...] = Field(min_length=1)
    before: tuple[tuple[str, str], ...] = ()
    glossary: tuple[GlossaryTerm, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        ids = [step.id for step in self.steps]
        if len(set(ids)) < len(ids):
            raise ValueError("two steps have the same id")
        unknown = {name for pair in self.before for name in pair} - set(ids)
        if unknown:
            raise ValueError(f"an order rule names an unknown step: {', '.join(sorted(unknown))}")
        return self

    def step(self, step_id: str) -> Step | None:
        return next((step for step in self.steps if step.id == step_id), None)
