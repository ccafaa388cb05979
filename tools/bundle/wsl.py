"""A Debian 12 that Windows takes in without a network: `wsl --import` reads it."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from tools.bundle.base import CannotBundle, run

USER = "sonmat"
# Who comes in is no root; `wsl -u root` is, so that nothing needs a password.
_CONF = f"[user]\ndefault={USER}\n"
_SUITE = "bookworm"


def gather(out: Path) -> None:
    """``debian.tar.gz`` in ``out``: the least Debian there is, with one user.

    ``CannotBundle`` for who is not root, without debootstrap, and where no archive is reached.
    """
    if os.geteuid() or shutil.which("debootstrap") is None:
        raise CannotBundle(
            "A Debian for Windows is made by root with debootstrap: run `apt-get install"
            " debootstrap` and make the bundle as root."
        )
    out.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary) / "root"
        run(
            ["debootstrap", "--variant=minbase", _SUITE, root, _archive()],
            "Debian could not be put together.",
        )
        run(["useradd", "--root", root, "--create-home", "--shell", "/bin/bash", USER], "No user.")
        (root / "etc" / "wsl.conf").write_text(_CONF)
        for path in (root / "var/cache/apt/archives").glob("*.deb"):
            path.unlink()
        run(["tar", "-C", root, "-czf", out / "debian.tar.gz", "."], "Debian could not be packed.")


def _archive() -> str:
    """The first of those that this machine takes its own packages from."""
    told = run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"],
        "apt knows no archive: run `apt-get update` as root and try again.",
    ).split()
    if not told:
        raise CannotBundle("apt knows no archive: run `apt-get update` as root and try again.")
    return told[0]
