"""How much more a site can take in."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from capture.site import Site


def free_bytes(site: Site) -> int | None:
    """Bytes free where recordings are kept; None where that is no disk of this machine."""
    if "://" in site.settings.vault:
        return None
    try:
        return shutil.disk_usage(site.settings.folder).free
    except OSError:
        return None
