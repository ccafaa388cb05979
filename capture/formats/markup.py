"""HTML of our own making: what people wrote is text by construction, never markup."""

from __future__ import annotations

from html import escape


class Html(str):
    """Text that is markup already."""


def tag(name: str, /, *children: str | None, **attributes: str) -> Html:
    """An element; children that are no ``Html`` are escaped, ``class_`` is ``class``."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
    )
    inner = "".join(
        one if isinstance(one, Html) else escape(one) for one in children if one is not None
    )
    return Html(f"<{name}{told}>{inner}</{name}>")


def void(name: str, /, **attributes: str) -> Html:
    """An element without an end, such as a picture."""
    told = "".join(f' {key.rstrip("_")}="{escape(value)}"' for key, value in attributes.items())
    return Html(f"<{name}{told}>")
