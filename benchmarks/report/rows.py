"""Which figures stand on the one page, where they are kept, and beside what they were measured.

A row is read out of the result of its benchmark and never typed in. ``peer`` is what was measured
in the same run, ``bound`` what was asked for. A row without either says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any, Literal

from benchmarks.common import RESULTS

MEMORY = "release-memory" if (RESULTS / "release-memory.json").is_file() else "released"
Result = dict[str, Any]
Read = Callable[[Result], Any]
Better = Literal["lower", "higher"]


@dataclass(frozen=True)
class Row:
    """``value`` and ``peer_value`` are in ``unit``; ``spread`` is (least, most) of what
    ``spread_of`` names: the value or the ratio. ``ratio`` is read where it is kept itself."""

    file: str
    measure: str
    unit: str
    value: Read
    better: Better = "lower"
    peer: str = ""
    peer_value: Read | None = None
    ratio: Read | None = None
    bound: float | None = None
    bound_is_of: Literal["value", "ratio"] = "ratio"
    n: Read | None = None
    spread: Read | None = None
    spread_of: Literal["value", "ratio"] = "ratio"


def at(*path: str) -> Read:
    def read(found: Result) -> Any:
        for one in path:
            found = found[one]
        return found

    return read


def _heard(system: str, language: str) -> Read:
    """The error without noise of one system."""
    return lambda found: next(
        one[language]
        for one in found["rows"]
        if one["system"] == system and one["level_db"] is None
    )


def _paired(name: str) -> Read:
    return lambda found: median(one[name] for one in found["cpu_s"])


def _ours(name: str) -> Read:
    return lambda found: median(one[name] for one in found["pairs"])


def _last(*path: str) -> Read:
    """Of the largest library that was measured."""
    return lambda found: at(*path)(found["sizes"][max(found["sizes"], key=int)])


def _worst(name: str) -> Read:
    def read(found: Result) -> Any:
        pages = found["sizes"][max(found["sizes"], key=int)]["pages"]
        return max(pages.values(), key=lambda one: one["ratio"])[name]

    return read


def released(found: Result) -> list[Result]:
    """What releases of some sizes took, the smallest first."""
    return found["sizes"] if "sizes" in found else [found["few"], found["many"]]


def _speech() -> Iterator[Row]:
    for language, unit in (("en", "WER %"), ("ko", "CER %")):
        yield Row(
            "transcribe-accuracy", f"words heard wrongly, {language}, no noise added", unit,
            _heard("sonmat, openai-whisper", language), peer="openai-whisper, plain",
            peer_value=_heard("openai-whisper, plain", language),
        )  # fmt: skip
    yield Row(
        "transcribe-cost", "processor for speech", "s", _paired("openai-whisper"),
        peer="openai-whisper, plain call", peer_value=_paired("openai-whisper, plain call"),
        n=at("n"),
    )  # fmt: skip
    yield Row(
        "transcribe-cost", "processor for speech, faster-whisper", "s", _paired("faster-whisper"),
        peer="openai-whisper, plain call", peer_value=_paired("openai-whisper, plain call"),
        ratio=at("faster_over", "openai-whisper, plain call", "median"), n=at("n"),
        spread=lambda one: [
            one["faster_over"]["openai-whisper, plain call"][name] for name in ("min", "max")
        ],
    )  # fmt: skip


def _growth() -> Iterator[Row]:
    yield Row(
        "growth", "the worst page of a library of the largest size", "ms of processor",
        _worst("many_ms"), peer="the same page with 10 sessions", peer_value=_worst("few_ms"),
        ratio=_worst("ratio"), bound=1.5, n=_worst("n"), spread=_worst("ratio_spread"),
    )  # fmt: skip
    for act in (
        "take in", "write an answer", "find questions", "tell how far it is",
        "one look of the worker",
    ):  # fmt: skip
        yield Row(
            "growth", f"one more session in it: {act}", "ms of processor",
            _last("one_more", act, "many_ms"), peer="the same with 10 sessions",
            peer_value=_last("one_more", act, "few_ms"), ratio=_last("one_more", act, "ratio"),
            n=_last("one_more", act, "n"), spread=_last("one_more", act, "ratio_spread"),
        )  # fmt: skip


def _search() -> Iterator[Row]:
    scale = ("sizes", "100000")
    yield Row(
        "search-scale", "a question to 100,000 passages, 95th of a hundred", "ms",
        at(*scale, "sonmat", "query_ms", "p95"),
        peer="raw FAISS and raw FTS5, one after the other",
        ratio=at(*scale, "ratio_to_parts", "p95"), bound=2.0,
        n=at(*scale, "ratio_to_parts", "n"), spread=at(*scale, "ratio_to_parts", "p95_ci95"),
    )  # fmt: skip
    yield Row(
        "search-korean", "Korean paraphrases found, nDCG@10", "%",
        lambda one: one["systems"]["fused"]["nDCG@10"][0], "higher", peer="meaning alone",
        peer_value=lambda one: one["systems"]["dense"]["nDCG@10"][0], bound=94.0,
        bound_is_of="value", n=at("questions"), spread_of="value",
        spread=lambda one: one["systems"]["fused"]["nDCG@10"][1:],
    )  # fmt: skip


def _movement() -> Iterator[Row]:
    yield Row(
        "motion-similar", "like movement of the same person first", "share",
        at("test", "same_person", "both_as_shipped", "action_hit@1"), "higher",
        peer="nearest neighbour of the joints",
        peer_value=at("test", "same_person", "euclid_1nn", "action_hit@1"),
        n=at("test", "same_person", "both_as_shipped", "n"),
    )  # fmt: skip
    yield Row(
        "motion-aligned", "moments of two takes laid together, same person", "s",
        at("test", "same_person", "warped", "median_s"), peer="stretched evenly",
        peer_value=at("test", "same_person", "evenly_stretched", "median_s"),
        n=at("test", "same_person", "n"),
    )  # fmt: skip
    yield Row(
        "moments-found", "silent actions found, English, test half", "share",
        at("test", "plain", "recall"), "higher", n=at("test", "plain", "silent_actions"),
        spread=at("test", "plain", "recall_90"), spread_of="value",
    )  # fmt: skip


def _given_out() -> Iterator[Row]:
    yield Row(
        "release-frames", "one picture of LeRobot's video at random", "ms",
        at("ms_a_picture", "lerobot"), peer="a bare PyAV seek",
        peer_value=at("ms_a_picture", "bare_gop_2"), ratio=at("lerobot_to_bare_gop_2"),
        bound=1.3, n=at("rounds"),
    )  # fmt: skip
    yield Row(
        "release-video", "writing LeRobot's video", "s of processor",
        at("usual", "lerobot", "cpu_s"), peer="plain PyAV transcoding",
        peer_value=at("usual", "bare", "cpu_s"), ratio=at("usual", "lerobot_to_bare_cpu"),
        n=at("rounds"),
    )  # fmt: skip
    yield Row(
        MEMORY, "memory at its peak for a dataset of 1,000 sessions", "MB",
        lambda one: released(one)[-1]["peak_mb"], peer="one of the fewest sessions measured",
        peer_value=lambda one: released(one)[0]["peak_mb"], ratio=at("ratio"), bound=1.5,
    )  # fmt: skip
    yield Row(
        "labelstudio", "2,000 sessions to Label Studio", "s", at("push", "wall_s"),
        peer="the same tasks through its SDK alone",
        peer_value=at("bare", "import", "wall_s"),
    )  # fmt: skip
    yield Row(
        "labelstudio", "and back", "s", at("pull", "wall_s"), peer="its SDK alone",
        peer_value=at("bare", "read", "wall_s"),
    )  # fmt: skip
    yield Row(
        "train", "steps told by a small model from keypoints", "F1",
        at("scores", "keypoints", "f1"), "higher", peer="times spread evenly",
        peer_value=at("scores", "uniform", "f1"), n=at("takes"),
    )  # fmt: skip


def _web() -> Iterator[Row]:
    yield Row(
        "upload", "memory more while 2 GB come in", "MB", at("ours", "peak_more_mb"),
        peer="st.file_uploader", peer_value=at("st_file_uploader", "peak_more_mb"), bound=64,
        bound_is_of="value",
    )  # fmt: skip
    yield Row(
        "timeline", "pictures a second of an hour's time line", "1/s",
        at("frames_per_s", "time_line"), "higher", peer="an empty canvas",
        peer_value=at("frames_per_s", "empty_canvas"),
    )  # fmt: skip
    yield Row(
        "readers", "1,000 readers at once", "MB/s", at("sonmat", "mb_s"), "higher",
        peer="a bare file server (Starlette)", peer_value=at("bare", "mb_s"),
        ratio=at("throughput_to_bare_ratio"),
    )  # fmt: skip
    yield Row(
        "recorder", "sound and picture apart after half an hour in the browser", "ms",
        lambda one: abs(one["sound_and_picture"]["drift_ms"]), n=at("sound_and_picture", "matched"),
    )  # fmt: skip


def _whole() -> Iterator[Row]:
    yield Row(
        "pipeline-speed", "the whole way of ten minutes", "s", _ours("ours_s"),
        peer="plain openai-whisper, then plain mediapipe", peer_value=_ours("raw_s"),
        ratio=at("ratio_median"), bound=0.8, n=at("n"),
        spread=lambda one: [one["ratio_min"], one["ratio_max"]],
    )  # fmt: skip
    yield Row(
        "align", "steps found in narration, F1 at half overlap", "%",
        at("lists", "sop", "hsmm", "method", "F1@50"), "higher",
        n=at("lists", "sop", "hsmm", "sessions"),
        spread=at("lists", "sop", "hsmm", "method_ci95", "F1@50"), spread_of="value",
    )  # fmt: skip
    yield Row(
        "deidentify-text", "names and numbers found in Korean talk, test half", "share",
        at("test", "ko", "all", "recall"), "higher", n=at("test", "ko", "all", "marked"),
        spread=at("test", "ko", "all", "recall_95"), spread_of="value",
    )  # fmt: skip


ROWS: tuple[Row, ...] = (
    *_whole(), *_speech(), *_movement(), *_search(), *_web(), *_given_out(), *_growth(),
)  # fmt: skip
