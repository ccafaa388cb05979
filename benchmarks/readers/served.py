"""The two servers: Sonmat's own over a fresh site, and Starlette's for plain files."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.responses import FileResponse
from starlette.routing import Route

from app import server, tokens
from app.media_route import media_url
from app.server import listen
from capture import artifacts
from capture.access import OWNER
from capture.settings import Settings
from capture.site import Site
from data_schemas.artifact import Kind, Recipe
from tests.app import sample

FOLDER = Path(os.environ.get("SONMAT_BENCH_FOLDER", "."))
TOLD = Path(os.environ.get("SONMAT_BENCH_TOLD", "told"))


def sonmat() -> None:
    """Two sessions whose playable copies are the two files; their addresses are told."""
    site = Site.open(Settings(data=FOLDER / "data", site_key_file=FOLDER / "site.key"))
    paths = [_recording(site, n) for n in range(2)]
    server.run(port=0, site=site, ready=lambda address: _tell(address, paths))


def _recording(site: Site, number: int) -> str:
    made = sample.take_in(site, f"Reader {number}", seconds=1.0)
    session, recording = made.session, made.session.recordings[0]
    recipe = Recipe(kind=Kind.PROXY, stage="bench", version="1", parents=(recording.original,))
    data = (FOLDER / f"{number}.bin").read_bytes()
    artifacts.seal(site, recipe, artifacts.session_scope(session.id), data)
    token = tokens.mint(site, OWNER, tokens.PLAY, session.id, recording.id)
    return media_url(session.id, recording.id, token)


def bare() -> None:
    routes = [
        Route(f"/{n}", lambda _, n=n: FileResponse(FOLDER / f"{n}.bin"))  # type: ignore[misc]
        for n in range(2)
    ]
    listener = listen("127.0.0.1", 0)
    _tell(f"http://127.0.0.1:{listener.getsockname()[1]}", ["/0", "/1"])
    config = uvicorn.Config(Starlette(routes=routes), log_level="warning", access_log=False)
    uvicorn.Server(config).run(sockets=[listener])


def _tell(address: str, paths: list[str]) -> None:
    there = urlsplit(address)
    draft = TOLD.with_suffix(".part")
    draft.write_text("\n".join(f"{there.hostname} {there.port} {path}" for path in paths))
    draft.rename(TOLD)
