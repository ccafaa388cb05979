"""The labelling page of a task in Chromium, as an annotator has it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from capture.media import Media
from data_schemas.annotation import Labelling
from data_schemas.procedure import Language
from pipelines.labelstudio.config import Screen, config_of
from pipelines.labelstudio.gateway import Gateway
from pipelines.labelstudio.media.folder import MediaFolder, address, write
from pipelines.labelstudio.media.sound import write_sound
from pipelines.labelstudio.remote import Json
from pipelines.labelstudio.results import to_items
from tests.labelstudio import drawn
from tests.labelstudio.server import USER, Server

SESSION = "ses-drawn"
# Label Studio's own, without harm: it looks for a player of the curve before there is one.
KNOWN_FAULT = "reading 'sync'"
READY = """() => {
  const selected = window.Htx && Htx.annotationStore && Htx.annotationStore.selected;
  if (!selected) return false;
  const lanes = [...selected.names.values()].filter((tag) => tag.type === "audio");
  const video = selected.names.get("video");
  return video.length > 1 && lanes.every((lane) => lane._ws && lane._ws.duration > 0);
}"""


def lay_media(media: Path, silent: bool = False) -> dict[str, str]:
    """The drawn recording in the server's folder, and the keys of a task that show it."""
    with MediaFolder.of(media).replacing(SESSION) as place:
        whole = drawn.video(silent)
        write(place / "proxy.mp4", lambda file: file.write(whole))
        heard = Media(lambda: io.BytesIO(whole))
        sound = place / "audio.m4a"
        write(sound, lambda _file: write_sound(heard, float(drawn.LENGTH_S), sound))
        write(place / "motion.csv", lambda file: file.write(drawn.curve().encode()))
    names = {"video": "proxy.mp4", "audio": "audio.m4a", "motion": "motion.csv"}
    return {key: address(SESSION, name, "1") for key, name in names.items()}


@dataclass
class Shown:
    """A page and what went wrong on it."""

    page: Page
    faults: list[str] = field(default_factory=list)

    def ask(self, expression: str) -> Any:
        """What ``expression`` over ``s``, the annotation that is open, gives in the browser."""
        return self.page.evaluate(
            f"() => {{ const s = Htx.annotationStore.selected; return {expression}; }}"
        )

    @property
    def regions(self) -> int:
        return int(self.ask("s.regionStore.regions.length"))

    def has(self, regions: int) -> bool:
        """Waits for them: the page may be there before what it shows is."""
        self.page.wait_for_function(
            "(many) => Htx.annotationStore.selected?.regionStore.regions.length === many",
            arg=regions, timeout=60_000,
        )  # fmt: skip
        return self.regions == regions

    def seek(self, second: float) -> None:
        """As somebody who clicks into the sound."""
        self.page.evaluate(
            "(at) => { const lane = Htx.annotationStore.selected.names.get('step_lane');"
            " lane._ws.currentTime = at; lane._ws.syncCursor && lane._ws.syncCursor();"
            " lane.syncSend && lane.syncSend({ time: at, playing: false }, 'seek'); }",
            second,
        )


@contextmanager
def signed_in(browser: Browser, server: Server, height: int = 1250) -> Iterator[Any]:
    """A browser's context with somebody signed in, in a window that is wide enough to work in."""
    context = browser.new_context(viewport={"width": 1500, "height": height})
    page = context.new_page()
    page.goto(f"{server.url}/user/login/")
    page.fill("input[name=email]", USER)
    page.fill("input[name=password]", server.password)
    page.click("button[type=submit], input[type=submit]")
    page.wait_for_url(lambda url: "/user/login" not in url)
    page.close()
    yield context
    context.close()


@dataclass(frozen=True)
class Wanted:
    """What a task shows; ``result`` is what was predicted, None for nothing."""

    screen: Screen = field(default_factory=lambda: Screen("en"))
    labelling: Labelling | None = None
    result: list[Json] | None = None
    data: Json = field(default_factory=dict)
    silent: bool = False

    @property
    def language(self) -> Language:
        return self.screen.language


def make_task(gateway: Gateway, server: Server, wanted: Wanted) -> int:
    media = lay_media(server.media, wanted.silent)
    project = gateway.create_project(
        "Drawn", config_of(drawn.procedure(wanted.language), wanted.screen), annotators=1,
        model_version="sonmat",
    )  # fmt: skip
    gateway.add_storage(project, str(server.media / "sessions"))
    data = {
        "session": SESSION, "title": "Session 1", "fps": float(drawn.FPS), **media,
        "answer": "", "utterances": drawn.utterances(wanted.language), **wanted.data,
    }  # fmt: skip
    if not wanted.screen.has_speech:
        data.pop("utterances")
    if not wanted.screen.has_motion:
        data.pop("motion")
    result = wanted.result
    if wanted.labelling is not None:
        result = to_items(wanted.labelling)
    predictions = [] if result is None else [
        {"model_version": "sonmat", "score": 0.7, "result": result}
    ]  # fmt: skip
    (task,) = gateway.import_tasks(project, [{"data": data, "predictions": predictions}])
    return task


def open_task(context: Any, gateway: Gateway, task: int, wait: bool = True) -> Shown:
    page = context.new_page()
    shown = Shown(page)
    page.on("pageerror", lambda error: shown.faults.append(str(error)))
    page.goto(gateway.address(gateway.task(task)))
    if wait:
        page.wait_for_function(READY, timeout=90_000)
    return shown
