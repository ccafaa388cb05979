"""Every stage, in the order in which a session goes through them."""

from pipelines.align.stage import STAGE as ALIGN
from pipelines.deidentify.stage import STAGE as MASKS
from pipelines.marks.stage import STAGE as MARKS
from pipelines.motion.stage import MOVEMENT, WINDOWS
from pipelines.motion.stage import STAGE as MOTION
from pipelines.proxy import STAGE as PROXY
from pipelines.review.stage import STAGE as FOLD
from pipelines.search.stage import STAGE as PASSAGES
from pipelines.stage import Stage
from pipelines.transcribe.stage import STAGE as TRANSCRIBE
from pipelines.waveform.stage import STAGE as WAVEFORM

# The proxy first: people want to look before the machine has understood.
STAGES: tuple[Stage, ...] = (
    PROXY, WAVEFORM, MOTION, MOVEMENT, WINDOWS, MASKS, TRANSCRIBE, MARKS, ALIGN, FOLD, PASSAGES,
)  # fmt: skip
BY_NAME = {stage.name: stage for stage in STAGES}
PER_RECORDING = tuple(stage for stage in STAGES if stage.per == "recording")
# What takes another stage's result of the same recording comes after it, side by side.
FOLLOWING = {"motion": (MOVEMENT.name, WINDOWS.name, MASKS.name), "transcribe": (MARKS.name,)}
# Somebody waits for the words of an answer; there is no work to be seen in it.
PER_ANSWER = (TRANSCRIBE.name, PROXY.name, WAVEFORM.name)
PER_SESSION = tuple(stage for stage in STAGES if stage.per == "session")
