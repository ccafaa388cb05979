"""An encoder that anybody can follow, and a job whose words and times are plain."""

import hashlib

import numpy as np
import pytest
from numpy.typing import NDArray

from data_schemas.procedure import Step
from data_schemas.transcript import Utterance
from pipelines.align import Task
from pipelines.align.task import Embed
from pipelines.text import subwords

DIM = 64


def embed_words(texts: list[str]) -> NDArray[np.float32]:
    """Every sub-word is a fixed direction: texts that share sub-words are near each other."""
    rows = []
    for text in texts:
        row = np.full(DIM, 1e-3)
        for piece in subwords(text):
            seed = int.from_bytes(hashlib.sha256(piece.encode()).digest()[:4], "big")
            row = row + np.random.default_rng(seed).standard_normal(DIM)
        rows.append(row / np.linalg.norm(row))
    return np.array(rows, dtype=np.float32)


def say(start: float, text: str, length: float = 2.0) -> Utterance:
    return Utterance(start_s=start, end_s=start + length, text=text)


def steps(*titles: str) -> tuple[Step, ...]:
    return tuple(Step(id=f"s{i}", title=title) for i, title in enumerate(titles, 1))


@pytest.fixture
def embed() -> Embed:
    return embed_words


@pytest.fixture
def job() -> Task:
    """Four steps of 40, 20, 40 and 20 s, each named as it begins."""
    return Task(
        id="rec-1",
        duration_s=120.0,
        steps=steps("Clean the flange", "Insert the gasket", "Tighten the bolts", "Test the valve"),
        utterances=(
            say(1, "First clean the flange with a cloth"),
            say(12, "clean it well, the flange must shine"),
            say(38, "Now insert the gasket"),
            say(58, "Next tighten the bolts"),
            say(72, "these bolts, tighten them crosswise"),
            say(98, "Finally test the valve"),
        ),
    )
