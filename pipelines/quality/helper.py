"""A process that measures pictures and test clips for the web server, which loads no model.

A request is one line of JSON, ``{"what": "picture" or "clip", "size": bytes, "spoken": "ko"}``, and
the bytes; the answer is one line, ``{"measures": {...}}``, ``{"refused": sentence}`` or
``{"failed": kind of error}``. Bytes lie in this process's memory and nowhere else. It ends with
whoever started it, and when nobody has asked for a minute; the next request starts another one.
"""

from __future__ import annotations

import io
import json
import os
import resource
import select
import sys
from typing import TYPE_CHECKING, Any, BinaryIO

from data_schemas.errors import MediaError, ModelError, NeedsSoftware
from data_schemas.quality import Measures

if TYPE_CHECKING:
    from pipelines.motion.engine import Stills

IDLE_S = 60.0


def main(idle_s: float = IDLE_S) -> None:
    """Answer until the other side closes or has not asked for ``idle_s`` seconds."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash would write the picture down
    with os.fdopen(os.dup(1), "wb") as answers, os.fdopen(os.dup(0), "rb", 0) as asked:
        # What libraries print goes nowhere.
        nowhere = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(nowhere, standard)
        stills: Stills | None = None
        tried = False
        while select.select([asked], [], [], idle_s)[0]:
            request = _line(asked)
            if not request:
                return
            data = _exactly(asked, int(request["size"]))
            if not tried:
                stills, tried = _open(), True
            answers.write(json.dumps(_answer(request, data, stills)).encode() + b"\n")
            answers.flush()


def _open() -> Stills | None:
    """The models; None where they cannot be used: everything else is judged without them."""
    from pipelines.motion.engine import Stills

    try:
        return Stills().__enter__()
    except (ModelError, NeedsSoftware):
        return None


def _answer(request: dict[str, Any], data: bytes, stills: Stills | None) -> dict[str, Any]:
    try:
        found = MEASURED[request["what"]](data, stills, str(request.get("spoken", "")))
    except MediaError as error:
        return {"refused": str(error)}
    except Exception as error:
        # The message may quote what it worked on: keep the kind of error only.
        return {"failed": type(error).__name__}
    return {"measures": found.model_dump(mode="json", exclude_none=True)}


def _picture(data: bytes, stills: Stills | None, _spoken: str) -> Measures:
    from capture.picture import read_jpeg
    from pipelines.quality.pictures import look, together

    return together([look(read_jpeg(data), stills)])


def _clip(data: bytes, stills: Stills | None, spoken: str) -> Measures:
    from capture.media import Media
    from pipelines.quality.clip import measure

    return measure(Media(lambda: io.BytesIO(data)), stills, spoken)


MEASURED = {"picture": _picture, "clip": _clip}


def _line(asked: BinaryIO) -> dict[str, Any]:
    """The next request; empty when the other side has closed."""
    line = b""
    while not line.endswith(b"\n"):
        sign = asked.read(1)
        if not sign:
            return {}
        line += sign
    found: dict[str, Any] = json.loads(line)
    return found


def _exactly(asked: BinaryIO, size: int) -> bytes:
    data = bytearray()
    while len(data) < size and (block := asked.read(min(1 << 20, size - len(data)))):
        data += block
    return bytes(data)


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
