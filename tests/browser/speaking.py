"""A microphone into which a test speaks: prepared speech instead of the browser's own beep."""

from __future__ import annotations

import base64
from pathlib import Path

from playwright.sync_api import Page

# Everything that asks for a microphone gets one that is silent until ``sonmatSay`` speaks into it.
MICROPHONE = """
let context = null, out = null;
navigator.mediaDevices.getUserMedia = async () => {
  context ??= new AudioContext();
  await context.resume();
  out ??= context.createMediaStreamDestination();
  return new MediaStream(out.stream.getAudioTracks().map((track) => track.clone()));
};
window.sonmatSay = async (text) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const source = context.createBufferSource();
  source.buffer = await context.decodeAudioData(bytes.buffer);
  source.connect(out);
  source.start();
  await new Promise((done) => { source.onended = done; });
};
"""


def give_microphone(page: Page) -> None:
    """Before the page is opened."""
    page.add_init_script(MICROPHONE)


def speak(page: Page, wav: Path) -> None:
    """Say it into the microphone that the page has turned on; returns when it is said."""
    page.evaluate("(text) => window.sonmatSay(text)", base64.b64encode(wav.read_bytes()).decode())
