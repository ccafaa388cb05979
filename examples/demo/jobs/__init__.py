"""The jobs that the generated expert knows."""

from .base import Job
from .flange.script import JOB as FLANGE
from .terminal.script import JOB as TERMINAL
from .weld.script import JOB as WELD

JOBS: dict[str, Job] = {job.id: job for job in (FLANGE, TERMINAL, WELD)}
