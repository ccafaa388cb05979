"""What all benchmarks share: where the development data lies, and how a result is kept."""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results"


def bench_home() -> Path:
    """Where scorers and development data lie: SONMAT_BENCH_DATA, else beside the checkout."""
    return Path(os.environ.get("SONMAT_BENCH_DATA", ROOT.parent / "shared"))


def scorer(name: str) -> ModuleType:
    """A shared scorer, loaded from its file: it imports nothing of the project."""
    path = bench_home() / "bench" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path.name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def bench_data(part: str) -> Path | None:
    """A folder of the development data; None, with a line that says so, where there is none."""
    folder = bench_home() / "data" / part
    if folder.is_dir():
        return folder
    say(f"skipped: no bench data ({part}; set SONMAT_BENCH_DATA to the folder that has it)")
    return None


def say(line: str) -> None:
    sys.stderr.write(line + "\n")


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    model = ""
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next((x.split(":")[1].strip() for x in lines if x.startswith("model name")), "")
    return {
        "cpu": model,
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def commit() -> str:
    """The commit that was measured, with ``+`` when the working tree differs from it."""
    head = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True
    ).stdout.strip()
    changed = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=no"],
        cwd=ROOT, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    return head + ("+" if changed else "")


def kept(name: str) -> dict[str, Any]:
    """The figures that were kept last under this name; empty if there are none."""
    path = RESULTS / f"{name}.json"
    found: dict[str, Any] = json.loads(path.read_text()) if path.is_file() else {}
    return found


def chosen(about: str | None, parts: Iterable[str]) -> argparse.Namespace:
    """The options of a benchmark in parts: ``smoke``, and ``only`` these of them."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--smoke", action="store_true", help="a little of each, nothing kept")
    parser.add_argument("--only", nargs="+", choices=list(parts), default=list(parts))
    return parser.parse_args()


def measure_parts(
    about: str | None,
    name: str,
    parts: Mapping[str, Callable[[bool], dict[str, Any]]],
    missing: type[Exception] | tuple[type[Exception], ...],
) -> None:
    """Run the chosen parts of ``benchmarks.<name>`` and keep each; ``missing`` skips one."""
    options = chosen(about, parts)
    for part in options.only:
        try:
            figures = parts[part](options.smoke)
        except missing as error:
            say(f"skipped: {error}")
            continue
        command = f"python -m benchmarks.{name} --only {part}"
        keep(f"{name}-{part}", {"command": command, **figures}, options.smoke)


def keep(name: str, figures: dict[str, Any], smoke: bool) -> None:
    """Print the figures as JSON; a full run also stands in ``benchmarks/results``."""
    whole = {
        "benchmark": name,
        "at": datetime.now(UTC).date().isoformat(),
        "commit": commit(),
        "machine": machine(),
        **figures,
    }
    text = json.dumps(whole, indent=1, ensure_ascii=False) + "\n"
    sys.stdout.write(text)
    if not smoke:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{name}.json").write_text(text)
