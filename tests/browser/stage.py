"""The player's own module on an empty page, with a store that keeps to the page.

What is looked at is what the words do with keys, clicks and new data; the real store and server
have walks of their own.
"""

from __future__ import annotations

import base64
import io
import json
import wave
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Page

from app import language
from app.assets import text_of
from app.player import script, style
from app.scene.labels import labels as all_labels

# Acts as the server does them, as far as lines go; each act is told in ``acts``.
STORE = """
const acts = [];
let data = JSON.parse(document.getElementById("data").textContent);
let allowed = true;
let number = 0;
const index = (id) => data.lines.findIndex((line) => line.id === id);
const spoken = (text, start, end) => {
  const words = text.split(" ");
  const each = (end - start) / words.length;
  return words.map((word, n) => [start + n * each, start + (n + 1) * each, word, false]);
};
const told = (line, text) =>
  ({ ...line, text, words: spoken(text, line.start, line.end), origin: "person" });
const does = {
  words: ({ id, text }) => text
    ? data.lines.splice(index(id), 1, told(data.lines[index(id)], text))
    : data.lines.splice(index(id), 1),
  part: ({ id, at }) => {
    const line = data.lines[index(id)];
    const middle = (line.start + line.end) / 2;
    const letters = [...line.text];
    const parts = [letters.slice(0, at), letters.slice(at)].map((one) => one.join("").trim());
    data.lines.splice(index(id), 1,
      { ...told({ ...line, end: middle }, parts[0]) },
      { ...told({ ...line, start: middle }, parts[1]), id: `${id}-${number += 1}` });
  },
  join: ({ id, with: other }) => {
    const [one, two] = [data.lines[index(id)], data.lines[index(other)]];
    data.lines.splice(index(other), 1);
    data.lines.splice(index(id), 1, told({ ...one, end: two.end }, `${one.text} ${two.text}`));
  },
  speaker: ({ id, speaker }) => {
    const who = data.labels[`speaker_${speaker}`];
    data.lines.splice(index(id), 1, { ...data.lines[index(id)], speaker, who });
  },
  restore: ({ id, text }) =>
    data.lines.splice(index(id), 1, told({ ...data.lines[index(id)], kind: "speech" }, text)),
};
Store.prototype.act = async function (list) {
  acts.push(list);
  await new Promise((done) => setTimeout(done, stage.wait));
  if (!allowed) return false;
  data = structuredClone(data);
  for (const act of list) does[act.do](act);
  stage.show();
  return true;
};
Object.defineProperty(Store.prototype, "editable", { get: () => data.editable });
const parent = document.getElementById("parent");
const stage = {
  acts, wait: 20, Words, tidy, hitsIn, replacedIn,
  get data() { return data; },
  get player() { return PLAYERS.get(parent.querySelector(".player")); },
  show: () => stage.component({ data, parentElement: parent, setTriggerValue() {} }),
  refuse: (no) => { allowed = !no; },
  // What somebody else did.
  other: (act) => { data = structuredClone(data); does[act.do](act); stage.show(); },
};
window.stage = stage;
"""


def line(start: float, text: str, **more: Any) -> dict[str, Any]:
    """A spoken line as ``app.scene.lines`` tells it, half a second a word."""
    words = [[start + n / 2, start + (n + 1) / 2, w, False] for n, w in enumerate(text.split())]
    end = start + len(words) / 2
    return {
        "id": f"utt-{start:g}", "kind": "speech", "start": start, "end": end, "text": text,
        "who": "", "speaker": "unsure", "words": words, "quantities": [], "origin": "machine",
        **more,
    }  # fmt: skip


@cache
def silence(seconds: int = 60, rate: int = 3000) -> str:
    """Something to play, as an address that holds it."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(rate)
        file.writeframes(b"\x80" * (seconds * rate))
    return f"data:audio/wav;base64,{base64.b64encode(made.getvalue()).decode()}"


def scene(lines: list[dict[str, Any]], tongue: str) -> dict[str, Any]:
    """What a page gives the player, without a recording behind it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(language, "current", lambda: tongue)
        labels = all_labels()
    return {
        "url": silence(), "video": False, "duration": 7200, "lang": tongue, "size": "full",
        "start": None, "end": None, "autoplay": False, "turn": 0, "editable": True,
        "marks": False, "labels": labels, "legend": [], "lines": lines, "lanes": [], "notes": [],
        "presence": [], "energy": None, "markers": None, "points": None,
    }  # fmt: skip


def put(page: Page, lines: list[dict[str, Any]], tongue: str = "en") -> None:
    """Draw the player with these lines on ``page``, which is emptied before."""
    html = text_of("app.player", "player.html")
    data = json.dumps(scene(lines, tongue), ensure_ascii=False).replace("<", "\\u003c")
    body = script().replace("export default function", "const component = function", 1)
    page.set_content(
        f"<!doctype html><html lang={tongue}><meta charset=utf-8><title>stage</title>"
        f"<style>body{{font:16px system-ui,sans-serif;margin:16px}}{style()}</style>"
        f"<main id=parent>{html}</main>"
        f"<script type=application/json id=data>{data}</script>"
    )
    page.add_script_tag(
        content=f"{body}\n{STORE}\nstage.component = component;\nstage.show();",
        type="module",
    )
    page.wait_for_function("() => window.stage?.player")


def acts(page: Page) -> list[list[dict[str, Any]]]:
    """All that the store was told so far."""
    told: list[list[dict[str, Any]]] = page.evaluate("() => stage.acts")
    return told
