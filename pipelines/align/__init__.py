"""Place the steps of a procedure on a recording by what was said. Values in, values out."""

from pipelines.align.aligner import align
from pipelines.align.single import align_lines
from pipelines.align.task import Options, Task, Weights

__all__ = ["Options", "Task", "Weights", "align", "align_lines"]
