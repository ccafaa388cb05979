"""How much a machine's model works on at once, by its device.

A machine's own matter, as where its weights lie: it decides how fast a result is made, and changes
it no more than another processor does. So it stands in no recipe.
"""

from __future__ import annotations

import os

from data_schemas.errors import SettingsError

SPEECH = "SONMAT_SPEECH_BATCH"
MOST = 64
# On a CPU four together are heard a fifth sooner beside the search for movement, and no sooner
# alone (benchmarks/README.md, "Batches"); a cancel waits for all of them. What a GPU gains was not
# measured: none was lent, so sixteen is an estimate.
_WINDOWS = {"cpu": 4, "cuda": 16}
_TEXTS = {"cpu": 32, "cuda": 256}


def device() -> str:
    """``cuda`` where there is a GPU that PyTorch can use, else ``cpu``."""
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def windows(on: str) -> int:
    """Windows of speech, of up to 28 s each. Raises SettingsError for a setting that is none."""
    given = os.environ.get(SPEECH, "")
    if not given:
        return _WINDOWS[on]
    if not (given.isascii() and given.isdigit() and 1 <= int(given) <= MOST):
        raise SettingsError(f"The setting {SPEECH} must be a whole number from 1 to {MOST}.")
    return int(given)


def texts(on: str) -> int:
    """Passages or questions."""
    return _TEXTS[on]
