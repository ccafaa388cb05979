"""A digest of weights that does not depend on the file format that holds them."""

import hashlib
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray


def tensor_digest(tensors: Mapping[str, NDArray[np.generic]]) -> str:
    """SHA-256 over names and raw bytes, in the order of the names.

    Archives differ with the version of the library that wrote them; the weights do not.
    """
    digest = hashlib.sha256()
    for name in sorted(tensors):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(tensors[name]).tobytes())
    return digest.hexdigest()
