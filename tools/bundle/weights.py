"""The pinned weights of models, as they lie on this machine."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from pipelines import models
from pipelines.models import rows


def gather(out: Path, further: Sequence[str] = ()) -> None:
    """Fetch what is missing, check all of it, and copy it into ``out``, a folder a model.

    ``further`` names models that a site needs not have, such as ``whisper-large-v3-turbo``.
    ``ModelError`` where one cannot be had.
    """
    needed = [name for name, model in rows.manifest().items() if not model.optional]
    names = [*dict.fromkeys((*needed, *further))]
    models.fetch(names)
    models.verify(names)
    for name in names:
        shutil.copytree(models.models_folder() / name, out / name)
