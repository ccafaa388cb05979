"""What the formats of datasets are called."""

from __future__ import annotations

from app.language import _, later

FORMATS = {
    "hf": "Hugging Face (Parquet)",
    "vtt": later("Subtitles (WebVTT)"),
    "srt": later("Subtitles (SRT)"),
    "activitynet": later("Steps in seconds (ActivityNet)"),
    "epic": later("Steps as a table (EPIC-KITCHENS)"),
    "coco": later("Body and hand points (COCO)"),
    "qa": later("Know-how as questions and answers (JSONL)"),
    "cues": later("Signs and senses (JSONL)"),
    "contrasts": later("Contrast pairs: done well and otherwise (JSONL)"),
    "explained": later("Explained moments (JSONL)"),
    "wav": later("Sound clips with their words (WAV)"),
    "eaf": later("Time lines (ELAN)"),
    "lerobot": later("Pictures, hands and steps for robots (LeRobot)"),
    "webdataset": later("Clips in shards (WebDataset)"),
    "faiss": later("Vectors of what was said (FAISS)"),
    "croissant": later("Description for dataset tools (Croissant)"),
    "aas": later("Description for smart factories (AAS)"),
}
USUAL = ["hf", "vtt"]


def called(name: str) -> str:
    """A format in the language of the page."""
    return _(FORMATS[name]) if name in FORMATS else name
