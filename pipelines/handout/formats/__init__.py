"""Papers by format: each turns a value into bytes and knows nothing of where it came from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from data_schemas.handout import HandoutFormat, JobSheet, Redline
from pipelines.handout.formats import (
    redline_docx,
    redline_html,
    redline_text,
    sheet_docx,
    sheet_html,
    sheet_text,
)
from pipelines.handout.say import Say


@dataclass(frozen=True)
class Paper:
    """How one format is written."""

    ending: str
    mime: str
    sheet: Callable[[Say, JobSheet], bytes]
    redline: Callable[[Say, Redline], bytes]


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PAPERS: Mapping[HandoutFormat, Paper] = MappingProxyType(
    {
        "html": Paper("html", "text/html", sheet_html.write, redline_html.write),
        "docx": Paper("docx", DOCX, sheet_docx.write, redline_docx.write),
        "text": Paper("txt", "text/plain", sheet_text.write, redline_text.write),
    }
)
