"""The one open site of this process: pages and routes share it."""

from __future__ import annotations

import threading

from capture.site import Site

_lock = threading.Lock()
_site: Site | None = None


def use(site: Site) -> None:
    """Serve this site from now on."""
    global _site
    with _lock:
        _site = site


def site() -> Site:
    """The site that was set, or the one of the environment. Raises what ``Site.open`` raises."""
    global _site
    with _lock:
        if _site is None:
            _site = Site.open()
        return _site
