"""What search needs of a text encoder, and nothing more."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into L2-normalised rows, f32[n, dim].

    Questions and passages are encoded apart because E5 puts another prefix before each.
    ``digest`` names the weights: vectors of two digests are never compared.
    """

    @property
    def digest(self) -> str: ...

    def encode_queries(self, texts: list[str]) -> Vectors: ...

    def encode_passages(self, texts: list[str]) -> Vectors: ...
