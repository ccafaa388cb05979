"""``python -m benchmarks.upload [--smoke] [--mb N]``: memory of the server while a file comes in.

*ours*: the real server process (``sonmat serve``), the resumable route, parts of 4 MiB, sealed as
they come; what is stored is read back and compared. *peer*: ``st.file_uploader`` in a Streamlit app
of four lines, the same file chosen in Chromium. The peak of the server process is the kernel's own
(``VmHWM``, reset just before), so no peak falls between two samples.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.common import keep, say
from benchmarks.upload.ours import ours
from benchmarks.upload.peer import NoBrowser, peer

BLOCK = 1 << 20
BOUND_MB = 64


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="64 MB, nothing kept")
    parser.add_argument("--mb", type=int, default=2048)
    options = parser.parse_args()
    size_mb = 64 if options.smoke else options.mb
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "take.mp4"
        sha256 = _write(file, size_mb)
        figures: dict[str, Any] = {
            "command": "python -m benchmarks.upload",
            "size_mb": size_mb,
            "bound_mb": BOUND_MB,
            "ours": ours(Path(folder), file, sha256),
        }
        say(f"ours: {figures['ours']}")
        try:
            figures["st_file_uploader"] = peer(Path(folder), file)
            say(f"st.file_uploader: {figures['st_file_uploader']}")
        except NoBrowser as error:
            say(f"skipped: {error}")
    figures["within_bound"] = figures["ours"]["peak_more_mb"] <= BOUND_MB
    keep("upload", figures, options.smoke)


def _write(file: Path, size_mb: int) -> str:
    """A file of noise, one block with a number in it again and again; its SHA-256."""
    noise, digest = hashlib.shake_256(b"sonmat").digest(BLOCK - 8), hashlib.sha256()
    with file.open("wb") as out:
        for number in range(size_mb):
            block = noise + number.to_bytes(8, "big")
            digest.update(block)
            out.write(block)
    return digest.hexdigest()


if __name__ == "__main__":
    main()
