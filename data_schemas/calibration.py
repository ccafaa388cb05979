"""How far a site's own corrections change what the confidence of a placed step means."""

from pydantic import Field, JsonValue

from data_schemas.value import Probability, Value


class Recalibration(Value):
    """logit of the confidence = ``slope`` x the shipped logit + ``shift``.

    ``base`` names the shipped confidence that it was fitted on: another one starts afresh.
    ``number`` counts a site's recalibrations; 0 is the confidence as shipped.
    """

    base: str = ""
    slope: float = Field(default=1.0, gt=0)
    shift: float = 0.0
    number: int = Field(default=0, ge=0)


class Calibration(Value):
    """A site's recalibration and what it rests on.

    ``corrections`` sections were confirmed or corrected in ``sessions`` sessions; of ``right``
    ones the machine's section overlaps the person's of the same step with an IoU of at least 0.3.
    ``ece_*`` (expected calibration error, ten bins of equal size) and ``loss_*`` (mean negative
    log likelihood) are of the shipped confidence and of the new one on sessions it was not
    fitted on. ``better`` is whether the new one is used; else the shipped one stays.
    """

    recalibration: Recalibration
    corrections: int = Field(ge=0)
    right: int = Field(ge=0)
    sessions: int = Field(ge=0)
    ece_before: Probability
    ece_after: Probability
    loss_before: float = Field(ge=0)
    loss_after: float = Field(ge=0)
    better: bool

    def params(self) -> dict[str, JsonValue]:
        """What decides a result of the aligner beside its own numbers."""
        return {"recalibration": self.recalibration.model_dump(mode="json")}
