"""Re-running: how far a session of it is."""

from typing import Literal

# Its stages are being run; all was made and waits for somebody; accepted; the old was kept;
# nothing more is made; a stage failed.
RerunState = Literal["wanted", "made", "accepted", "kept", "stopped", "failed"]
