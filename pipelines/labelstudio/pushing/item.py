"""One session as it would leave now, as the server takes it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from data_schemas.labelling import Shown
from pipelines.labelstudio.remote import Json
from pipelines.labelstudio.results import to_items
from pipelines.labelstudio.task import Material

# How the versions of our predictions begin on a server where somebody may add others.
MODEL = "sonmat-"


@dataclass(frozen=True)
class Item:
    """One session as it would leave now."""

    material: Material
    data: Json
    shown: Shown
    prediction_mac: str

    @property
    def session(self) -> str:
        return self.material.session

    @property
    def model_version(self) -> str:
        return MODEL + self.prediction_mac[:12]

    @property
    def predicted(self) -> list[Json]:
        return to_items(self.shown.prediction)

    @property
    def score(self) -> float | None:
        scores = [one.score for one in self.shown.prediction.stretches if one.score is not None]
        return sum(scores) / len(scores) if scores else None

    def whole(self) -> Json:
        """As a new task."""
        if self.shown.blind:
            return {"data": self.data}
        return {
            "data": self.data,
            "predictions": [
                {"model_version": self.model_version, "score": self.score, "result": self.predicted}
            ],
        }
