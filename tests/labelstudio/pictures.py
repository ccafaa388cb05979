"""``python -m tests.labelstudio.pictures`` takes the pictures of docs/labelstudio.md anew."""

from __future__ import annotations

import io
import shutil
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from data_schemas.procedure import Language
from pipelines.labelstudio.config import Screen
from tests.labelstudio import drawn
from tests.labelstudio.screen import Wanted, make_task, open_task, signed_in
from tests.labelstudio.server import ROOT, used_once

LANGUAGES: tuple[Language, ...] = ("ko", "en")
SELECT = """() => {
  const s = Htx.annotationStore.selected;
  s.selectArea(s.regionStore.regions.find((one) => one.cleanId === "utt-3"));
}"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = used_once(Path(folder) / "labelstudio")
        server.start()
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        try:
            with server.gateway() as gateway, signed_in(browser, server, 1420) as context:
                for language in LANGUAGES:
                    wanted = Wanted(Screen(language), drawn.predicted(language))
                    shown = open_task(context, gateway, make_task(gateway, server, wanted))
                    shown.seek(9.2)
                    shown.page.evaluate(SELECT)
                    shown.page.wait_for_timeout(1500)
                    picture = Image.open(io.BytesIO(shown.page.screenshot())).convert("RGB")
                    place = ROOT / "docs" / "images" / f"labelstudio-{language}.png"
                    picture.quantize(128).save(place, optimize=True)
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main()
