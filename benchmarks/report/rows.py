"""Which figures stand on the one page, where they are kept, and beside what they were measured.

A row is read out of the result of its benchmark and never typed in. ``peer`` is what was measured
in the same run, ``bound`` what was asked for. A row without either says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import sqrt
from statistics import median, quantiles
from typing import Any, Literal

from benchmarks.common import RESULTS

MEMORY = "release-memory" if (RESULTS / "release-memory.json").is_file() else "released"
# As ``benchmarks.growth.lengths`` names them.
PARTS = (
    "take in", "windows of movement", "place steps", "fold the time line", "make it findable",
    "first question", "question", "find questions", "scene of the player", "dataset",
)  # fmt: skip
Result = dict[str, Any]
Read = Callable[[Result], Any]
Better = Literal["lower", "higher"]


@dataclass(frozen=True)
class Row:
    """``value`` and ``peer_value`` are in ``unit``; ``spread`` is (least, most) of what
    ``spread_of`` names: the value or the ratio. ``ratio`` is read where it is kept itself. ``run``
    holds when, at which commit and on what machine, where a file holds several runs."""

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
    run: Read = lambda found: found


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


def _paired_ratios(ours: str, peer: str) -> Read:
    """The least and the most of the rounds."""

    def read(found: Result) -> Any:
        ratios = [one[ours] / one[peer] for one in found["cpu_s"]]
        return [min(ratios), max(ratios)]

    return read


def _wilson(share: Read, n: Read) -> Read:
    """95 % of a share of so many (Wilson 1927)."""

    def read(found: Result) -> Any:
        p, many, z = share(found), n(found), 1.96
        middle = (p + z * z / (2 * many)) / (1 + z * z / many)
        half = z * sqrt(p * (1 - p) / many + z * z / (4 * many * many)) / (1 + z * z / many)
        return [middle - half, middle + half]

    return read


def _range(name: str) -> Read:
    """Of the pairs, as ``benchmarks.pipeline`` sums them up."""
    return lambda found: [found[f"{name}_min"], found[f"{name}_max"]]


def _quarters(*path: str) -> Read:
    """The middle half of the sessions."""

    def read(found: Result) -> Any:
        first, _, last = quantiles(at(*path)(found), n=4)
        return [first, last]

    return read


def _together(many: int) -> Callable[..., Read]:
    """A field, or two, of so many sessions at once."""

    def of(*names: str) -> Read:
        def read(found: Result) -> Any:
            row = next(one for one in found["counts"] if one["sessions"] == many)
            return row[names[0]] if len(names) == 1 else [row[name] for name in names]

        return read

    return of


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
        n=at("n"), spread=_paired_ratios("openai-whisper", "openai-whisper, plain call"),
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
    yield Row(
        "growth", "a question to the search of the largest library", "ms of processor",
        _last("search", "many_ms"), peer="the same with 10 sessions",
        peer_value=_last("search", "few_ms"), ratio=_last("search", "ratio"),
        n=_last("search", "n"), spread=_last("search", "ratio_spread"),
    )  # fmt: skip
    for part in PARTS:
        yield Row(
            "growth-length", f"a minute of the longest session: {part}", "ms of processor",
            at("parts", part, "a_minute_ms"), peer="a minute of a session of 20 minutes",
            peer_value=at("parts", part, "peer_a_minute_ms"), ratio=at("parts", part, "ratio"),
            n=at("parts", part, "n"), spread=at("parts", part, "ratio_spread"),
        )  # fmt: skip
    for act in (
        "take in", "write an answer", "find questions", "tell how far it is",
        "one look of the worker", "one turn of the worker's look",
    ):  # fmt: skip
        yield Row(
            "growth", f"one more session in it: {act}", "ms of processor",
            _last("one_more", act, "many_ms"), peer="the same with 10 sessions",
            peer_value=_last("one_more", act, "few_ms"), ratio=_last("one_more", act, "ratio"),
            n=_last("one_more", act, "n"), spread=_last("one_more", act, "ratio_spread"),
        )  # fmt: skip


def _search() -> Iterator[Row]:
    for size in (1_000, 10_000, 100_000, 1_000_000):
        scale = ("sizes", str(size))
        yield Row(
            "search-scale", f"a question to {size:,} passages, 95th of a hundred", "ms",
            at(*scale, "sonmat", "query_ms", "p95"),
            peer="encoding, raw FAISS and raw FTS5, one after the other",
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
        n=at("test", "same_person", "both_as_shipped", "n"), spread_of="value",
        spread=_wilson(
            at("test", "same_person", "both_as_shipped", "action_hit@1"),
            at("test", "same_person", "both_as_shipped", "n"),
        ),
    )  # fmt: skip
    yield Row(
        "motion-aligned", "moments of two takes laid together, same person", "s",
        at("test", "same_person", "warped", "median_s"), peer="stretched evenly",
        peer_value=at("test", "same_person", "evenly_stretched", "median_s"),
        n=at("test", "same_person", "n"), spread_of="value",
        spread=at("test", "same_person", "warped", "quarters_s"),
    )  # fmt: skip
    yield Row(
        "moments-found", "silent actions found, English, test half", "share",
        at("test", "plain", "recall"), "higher", bound=0.8, bound_is_of="value",
        n=at("test", "plain", "silent_actions"),
        spread=at("test", "plain", "recall_90"), spread_of="value",
    )  # fmt: skip


def _given_out() -> Iterator[Row]:
    yield Row(
        "release-frames", "one picture of LeRobot's video at random", "ms",
        at("ms_a_picture", "lerobot"), peer="a bare PyAV seek",
        peer_value=at("ms_a_picture", "bare_gop_2"), ratio=at("lerobot_to_bare_gop_2"),
        bound=1.3, n=at("rounds"), spread=at("lerobot_to_bare_gop_2_spread"),
    )  # fmt: skip
    yield Row(
        "release-video", "writing LeRobot's video", "s of processor",
        at("usual", "lerobot", "cpu_s"), peer="plain PyAV transcoding",
        peer_value=at("usual", "bare", "cpu_s"),
        # asked for is a throughput of at least 0.7 of the peer's
        bound=1.43, n=at("rounds"), spread=at("usual", "lerobot_cpu_cost_spread"),
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
        "train", "seconds told right by a small model from keypoints", "share",
        at("scores", "keypoints", "right"), "higher", peer="times spread evenly",
        peer_value=at("scores", "uniform", "right"), n=at("takes"), spread_of="value",
        spread=_quarters("scores", "keypoints", "sessions"),
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
        lambda one: abs(one["sound_and_picture"]["drift_ms"]), bound=40.0, bound_is_of="value",
    )  # fmt: skip


def _whole() -> Iterator[Row]:
    for name, what in (("plays", "the recording plays"), ("understood", "it is understood")):
        yield Row(
            "first", f"from an empty machine until {what}", "s",
            lambda one, name=name: one["install_s"] + one["weights_s"] + one[f"{name}_s"],
            peer="until all of the demo is built, dataset included", peer_value=at("whole_s"),
            ratio=at(f"{name}_ratio"), n=at("n"), spread=_range(f"{name}_ratio"),
        )  # fmt: skip
    yield Row(
        "pipeline-speed", "the whole way of ten minutes", "s", _ours("ours_s"),
        peer="plain openai-whisper, then plain mediapipe", peer_value=_ours("raw_s"),
        ratio=at("ratio_median"), bound=0.8, n=at("n"),
        spread=_range("ratio"),
    )  # fmt: skip
    yield Row(
        "pipeline-speed", "processor for the whole way of ten minutes", "s", _ours("ours_cpu_s"),
        peer="plain openai-whisper, then plain mediapipe", peer_value=_ours("raw_cpu_s"),
        ratio=at("cpu_ratio_median"), bound=1.1, n=at("n"), spread=_range("cpu_ratio"),
    )  # fmt: skip
    yield Row(
        "pipeline-beside", "processor for the plain engines side by side", "s",
        _ours("beside_cpu_s"), peer="one after the other", peer_value=_ours("after_cpu_s"),
        ratio=at("cpu_ratio_median"), n=at("n"), spread=_range("cpu_ratio"),
    )  # fmt: skip
    yield Row(
        "pipeline-faces", "faces in a minute of what may leave", "s", _ours("ours_s"),
        peer="plain CenterFace on the same pictures", peer_value=_ours("raw_s"),
        ratio=at("ratio_median"), n=at("n"), spread=_range("ratio"),
    )  # fmt: skip
    yield Row(
        "pipeline-speed", "of sound and picture the shorter, hidden behind the longer", "share",
        at("hidden_share_median"), "higher", peer="one after the other", peer_value=lambda _: 0,
        n=at("n"), spread=_range("hidden_share"), spread_of="value",
    )  # fmt: skip
    for many in (2, 4, 8):
        of = _together(many)
        yield Row(
            "pipeline-together", f"a session of {many} at once", "s", of("a_session_s"),
            peer="one alone on the same worker", peer_value=of("one_alone_s"),
            ratio=of("a_session_ratio"), n=of("n"), spread=of("ratio_min", "ratio_max"),
        )  # fmt: skip
    yield Row(
        "workers", "eight sessions by two workers", "s", _ours("two_s"), peer="by one of them",
        peer_value=_ours("one_s"), ratio=at("two_to_one_ratio_median"), bound=0.6, n=at("n"),
        spread=_range("ratio"),
    )  # fmt: skip
    yield Row(
        "workers-killed", "from the sweep after a kill to the end of all sessions", "s",
        at("after_sweep_s_median"), peer="the survivor alone, as many as were left",
        peer_value=at("alone_s_median"), ratio=at("ratio_median"), bound=60.0,
        bound_is_of="value", n=at("n"), spread=_range("after_s"), spread_of="value",
    )  # fmt: skip
    yield Row(
        "align", "steps found in narration, F1 at half overlap", "%",
        at("lists", "sop", "hsmm", "method", "F1@50"), "higher",
        peer="the best other method (drop-DTW)",
        peer_value=at("lists", "sop", "drop_dtw", "method", "F1@50"),
        n=at("lists", "sop", "hsmm", "sessions"),
        spread=at("lists", "sop", "hsmm", "method_ci95", "F1@50"), spread_of="value",
        run=at("lists"),
    )  # fmt: skip


ROWS: tuple[Row, ...] = (
    *_whole(), *_speech(), *_movement(), *_search(), *_web(), *_given_out(), *_growth(),
)  # fmt: skip
