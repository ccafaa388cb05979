"""Pictures and PDF files as a scanner makes them."""

import io

from PIL import Image


def picture(form: str, size: tuple[int, int] = (40, 20)) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", size, "white").save(kept, form)
    return kept.getvalue()


def pdf(more: bytes = b"") -> bytes:
    """A file that starts and ends like a PDF, with ``more`` in its catalogue."""
    catalogue = b"1 0 obj <</Type /Catalog " + more + b">> endobj\n"
    return b"%PDF-1.4\n" + catalogue + b"trailer<<>>\n%%EOF\n"
