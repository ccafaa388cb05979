"""How the searchable site is built: ``make docs``, without a network, into ``build/site``.

The sources are the Markdown files of this checkout as they stand on the web, so that every link
between them leads somewhere in both places.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "docs" / "site")]

from korean_search import SearchBoth  # noqa: E402
from pygments.lexers.special import TextLexer  # noqa: E402

project = "Sonmat 손맛"
html_title = "Sonmat 손맛"
language = "en"
extensions = ["myst_parser"]
root_doc = "docs/index"
include_patterns = [
    "docs/**.md",
    "benchmarks/**.md",
    "examples/demo/README.md",
    "examples/train/README.md",
    "CONTRIBUTING.md",
]
myst_heading_anchors = 4
# A link in angle brackets to another host stays a link; nothing of it is loaded.
myst_url_schemes = ["http", "https"]
html_theme = "furo"
html_static_path = ["site/static"]
html_css_files = ["manuals.css"]
html_extra_path = ["site/extra"]
# A page that is opened from a folder may fetch no other, so no excerpts: they would only fail.
html_show_search_summary = False
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_search_language = "both"
# The same text gives the same bytes.
html_last_updated_fmt = None
# Kept by `tests/docs`: headings of the reference begin where the author wanted them to.
suppress_warnings = ["myst.header"]


# What the theme writes round a page, on Korean ones.
FRAME = {
    "Back to top": "맨 위로",
    "Home": "처음",
    "Next": "다음",
    "On this page": "이 페이지의 차례",
    "Previous": "이전",
    "Search": "찾기",
    "Skip to content": "본문으로 건너뛰기",
}


def _korean(app: Any, page: str, _template: str, context: dict[str, Any], _tree: Any) -> None:
    """Screen readers speak a page in its own language, and its frame is in it, too."""
    if page.startswith("docs/ko/"):
        context["language"] = "ko"
        context["_"] = context["gettext"] = lambda message: FRAME.get(message, message)


def setup(app: Any) -> None:
    app.add_search_language(SearchBoth)
    app.add_lexer("mermaid", TextLexer)
    app.connect("html-page-context", _korean)
