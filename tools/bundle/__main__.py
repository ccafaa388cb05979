"""``python -m tools.bundle``, which ``make bundle`` runs."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from data_schemas.errors import SonmatError
from tools.bundle import debs, parts, sums, weights, wheels, wsl
from tools.bundle.base import ROOT

# wheels that were had once; another bundle is made of them without a network
WHEELHOUSE = ROOT / "build" / "wheelhouse"
# compiled files, and what a file takes more on a disk than its bytes (measured: 1.15)
_INSTALLED = 1.25


@dataclass(frozen=True)
class Wanted:
    """``models``: beside the ones that a site needs. ``key``: an ssh key that signs, or None."""

    out: Path
    labelstudio: bool = False
    wsl: bool = False
    debian: bool = True
    models: tuple[str, ...] = ()
    key: Path | None = None


def make(wanted: Wanted) -> str:
    """Make the folder whole or not at all, and return its number. An older one is replaced."""
    new = wanted.out.with_name(f".{wanted.out.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    try:
        number = _fill(new, wanted)
        shutil.rmtree(wanted.out, ignore_errors=True)
        new.rename(wanted.out)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return number


def _fill(new: Path, wanted: Wanted) -> str:
    _say("models")
    weights.gather(new / "models", wanted.models)
    _say("wheels")
    wheels.gather(new / "wheels", WHEELHOUSE)
    (new / "wheels.txt").write_text(wheels.listing(new / "wheels"))
    size = wheels.unpacked_bytes(new / "wheels")
    if wanted.labelstudio:
        _say("Label Studio")
        wheels.gather_labelstudio(new / "wheels-labelstudio", WHEELHOUSE)
        size += wheels.unpacked_bytes(new / "wheels-labelstudio")
    if wanted.debian:
        _say("Debian packages")
        debs.gather(new / "debs")
    if wanted.wsl:
        _say("a Debian for Windows")
        wsl.gather(new / "wsl")
    size = round(size * _INSTALLED) + _bytes(new / "models")
    _say("papers and list of parts")
    parts.copy_papers(new)
    parts.write_sbom(new)
    (new / "bundle.txt").write_text(parts.about(version("sonmat"), size >> 20))
    number = sums.write(new)
    if wanted.key is not None:
        sums.sign(new, wanted.key)
    return number


def main(words: Sequence[str] | None = None) -> int:
    given = _parser().parse_args(words)
    odd = {*given.add} - {"labelstudio", "wsl"} | {*given.leave} - {"debian"}
    if odd:
        _say(f"There is no part {min(odd)!r}: say WITH='labelstudio wsl' or WITHOUT=debian.")
        return 2
    wanted = Wanted(
        out=given.out.absolute(),
        labelstudio="labelstudio" in given.add,
        wsl="wsl" in given.add,
        debian="debian" not in given.leave,
        models=tuple(given.models),
        key=given.key,
    )
    try:
        number = make(wanted)
    except SonmatError as error:
        _say(str(error))
        return 1
    size = _bytes(wanted.out) / 1e9
    _say(f"{wanted.out}: {size:.1f} GB, number {number}; tell that by another way than it goes.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.bundle", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "bundle")
    parser.add_argument("--with", dest="add", nargs="*", default=(), help="labelstudio, wsl")
    parser.add_argument("--without", dest="leave", nargs="*", default=(), help="debian")
    parser.add_argument("--models", nargs="*", default=(), help="further models by name")
    parser.add_argument("--key", type=Path, help="an ssh key that signs the list")
    return parser


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
