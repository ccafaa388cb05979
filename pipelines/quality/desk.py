"""The door to a test clip: judged, and forgotten whatever comes of it."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from capture import room
from capture import upload as uploads
from capture.access import require
from data_schemas.errors import MediaError
from data_schemas.quality import Check
from data_schemas.rights import Action, Actor
from pipelines.quality.ask import ASKER
from pipelines.quality.checks import judge, with_levels

if TYPE_CHECKING:
    from capture.site import Site

MOST_BYTES = 256 << 20
TOO_LONG = (
    f"A test clip is about 20 seconds and at most {MOST_BYTES >> 20} MB: record a shorter one."
)
NOT_NOW = "The test clip cannot be judged now: try it once more, or run `sonmat doctor`."


def judge_upload(site: Site, who: Actor, upload: str, name: str, spoken: str = "ko") -> Check:
    """The check of an upload that has arrived whole; its parts are destroyed afterwards.

    The bytes go to the helper's memory and nowhere else. MediaError if it is no recording, is
    too large or cannot be judged now.
    """
    require(site, who, Action.RECORD)
    source = uploads.source(site, who, upload, name)
    try:
        _here, size = uploads.received(site, who, upload)
        if size > MOST_BYTES:
            raise MediaError(TOO_LONG)
        with closing(source.open()) as clip:
            found = ASKER.clip(clip, size, spoken)
        if found is None:
            raise MediaError(NOT_NOW)
        return judge(with_levels(found, None, room.free_bytes(site)), spoken)
    finally:
        uploads.discard(site, who, upload)
