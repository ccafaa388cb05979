"""The same file through Streamlit's own uploader, chosen in Chromium as a person does."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.upload.memory import Peak
from benchmarks.upload.ours import free_port, wait_for

APP = """import streamlit as st
given = st.file_uploader("file")
if given:
    st.text(f"arrived: {given.size}")
"""
LIMIT_MB = 8192
PATIENCE_MS = 1_200_000.0
AFTER_S = 3.0


class NoBrowser(Exception):
    """There is no Chromium on this machine."""


def peer(folder: Path, file: Path) -> dict[str, Any]:
    """Figures of the Streamlit process. Raises NoBrowser."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise NoBrowser("no Chromium for st.file_uploader: run tools/system-packages as root")
    app, port = folder / "peer.py", free_port()
    app.write_text(APP)
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(app), "--server.port", str(port),
         "--server.headless", "true", "--server.maxUploadSize", str(LIMIT_MB),
         "--browser.gatherUsageStats", "false"],
        cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(port, server)
        return _choose(chromium, port, server.pid, file)
    finally:
        server.terminate()
        server.wait(timeout=60)


def _choose(chromium: str, port: int, pid: int, file: Path) -> dict[str, Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"http://localhost:{port}")
        box = page.locator("input[type=file]")
        box.wait_for(state="attached", timeout=60_000)
        peak = Peak(pid)
        box.set_input_files(str(file))
        told = page.get_by_text(f"arrived: {file.stat().st_size}")
        told.wait_for(timeout=PATIENCE_MS)
        time.sleep(AFTER_S)
        figures = peak.stop()
        browser.close()
        return {**figures, "wall_s": round(figures["wall_s"] - AFTER_S, 1)}
