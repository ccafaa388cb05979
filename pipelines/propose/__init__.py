"""A step list proposed from recordings of a job nobody wrote down. Values in, values out."""

from pipelines.propose.proposal import Heard, Place, Proposal, ProposedStep
from pipelines.propose.propose import propose

__all__ = ["Heard", "Place", "Proposal", "ProposedStep", "propose"]
