"""What a file tells of itself: of which session its labels are, and what they were at first."""

from __future__ import annotations

from pydantic import Field

from data_schemas.value import Value

# In the header; ELAN keeps properties that it does not know.
PROPERTY = "sonmat"
FORMAT = 1


class Sheet(Value):
    """``shown`` is the sealed account of what was written, which has the exact seconds.

    ELAN counts whole milliseconds; a second holds for every edge that nobody moved. ``regions``
    says which stretch an annotation is.
    """

    format: int = FORMAT
    session: str
    procedure: str
    version: int
    shown: str
    regions: dict[str, str] = Field(default_factory=dict)
