"""Scene 9: what somebody who trains models does with the dataset, in a terminal of their own."""

from __future__ import annotations

import html
import json
import os
import subprocess
import sys
from typing import Any

from playwright.sync_api import expect

from tests.browser.story.datasets import released
from tests.browser.story.place import Story

# Nothing of Sonmat is imported there: only what they have.
LOOKS = """
import json, sys
from pathlib import Path
import pyarrow.parquet as pq
from datasets import load_dataset

out = Path(sys.argv[1])
moments = load_dataset(str(out / "data/explained"))
cards = load_dataset(str(out / "data/qa"))
made_by = {row["unit"]: row["made_by"] for split in cards.values() for row in split}
rows = [{**row, "split": name} for name, split in moments.items() for row in split]
frames = {name: load_dataset(str(out / "data/hf"), "frames", split=name) for name in moments}
for row in rows:
    row["source"] = [made_by[unit] for unit in row["units"]]
    kept = frames[row["split"]].select(range(row["first_row"], row["end_row"]))
    row["columns"] = kept.column_names
    row["first"], row["last"] = kept[0], kept[len(kept) - 1]
(data,) = sorted((out / "data/lerobot/data").rglob("*.parquet"))
table = pq.read_table(data)
told = [[at, one["role"], one["style"], one["content"]]
        for at, events in zip(table["timestamp"].to_pylist(), table["language_events"].to_pylist())
        for one in events or ()]
info = json.loads((out / "data/lerobot/meta/info.json").read_text())
print(json.dumps({"moments": rows, "told": told, "fps": info["fps"], "frames": table.num_rows,
                  "terms": (out / "data/LICENCE.md").read_text()}, default=str))
"""


def terminal(story: Story) -> None:
    seen = _looked(story)
    explained = {one["outcome"]: one for one in seen["moments"]}
    assert set(explained) == {"explained", "nothing"}, "what was asked, and what was nothing"
    asked = story.kept["asked"]
    for row in seen["moments"]:
        _is_one_of(story, row, [one.asked for one in asked[:4]])
    _said_on_its_frame(story, seen)
    assert "Apache-2.0" in seen["terms"], seen["terms"]
    _shown(story, seen)


def _looked(story: Story) -> dict[str, Any]:
    home = story.root / "trainer"
    home.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", LOOKS, str(released(story))], cwd=home, capture_output=True,
        text=True, check=False,
        env={"PATH": os.environ["PATH"], "HOME": str(home), "HF_HUB_OFFLINE": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _is_one_of(story: Story, row: dict[str, Any], asked: list[Any]) -> None:
    """Span, question and answer are those of the sitting; the hands of these seconds come along."""
    (one,) = [
        each for each in asked
        if abs(each.span.start_s - row["start_s"]) < 0.01
        and abs(each.span.end_s - row["end_s"]) < 0.01
    ]  # fmt: skip
    assert row["question"] == getattr(one.question, story.language)
    assert row["found_by"] == "machine" and row["kind"]
    assert bool(row["answer"]) is (row["outcome"] == "explained")
    assert {"right_hand", "right_hand_status", "pose", "pose_status"} <= set(row["columns"])
    assert row["outcome"] == "nothing" or set(row["source"]) <= {"machine", "person"}
    frame_s = 1 / 15
    first, last = row["first"]["t_s"], row["last"]["t_s"]
    assert row["start_s"] - 0.01 <= first <= row["start_s"] + frame_s + 0.01
    assert row["end_s"] - frame_s - 0.01 <= last <= row["end_s"] + 0.01


def _said_on_its_frame(story: Story, seen: dict[str, Any]) -> None:
    """The episode holds the expert's sentence on the frame of the seconds that it is about."""
    text = story.kept["yes"].content.text
    start_s = min(one.start_s for one in _about(story))
    at = [second for second, _role, _style, content in seen["told"] if text in (content or "")]
    assert at, (text, seen["told"])
    assert any(abs(second - start_s) <= 1 / seen["fps"] + 0.01 for second in at), (at, start_s)


def _about(story: Story) -> list[Any]:
    asked = {one.asked.target: one.asked.span for one in story.kept["asked"]}
    span = asked.get(story.kept["yes"].content.moment)
    return [span] if span else list(story.kept["yes"].content.evidence)


def _shown(story: Story, seen: dict[str, Any]) -> None:
    """A picture of the terminal for the manual."""
    page = story.context.new_page()
    row = next(one for one in seen["moments"] if one["outcome"] == "explained")
    lines = [
        f">>> load_dataset('{released(story).name}/data/explained')",
        *(f"{name}: {row[name]}" for name in ("start_s", "end_s", "question", "answer", "kind")),
        f"frames {row['first_row']} to {row['end_row']}: {', '.join(row['columns'][:12])} ...",
        "", "$ cat data/LICENCE.md", *seen["terms"].splitlines()[:20],
    ]  # fmt: skip
    style = "background:#111;color:#e6e6e6;font:15px/1.5 monospace;padding:24px;margin:0"
    text = html.escape("\n".join(lines))
    page.set_content(f'<body style="{style}"><pre style="white-space:pre-wrap">{text}</pre></body>')
    expect(page.locator("pre")).to_contain_text("load_dataset")
    story.shot("ai-developer", page)
    page.close()
