"""SQLModel rows: ids, times, states and numbers only. Words of people are sealed in the vault.

Rows never leave ``capture``: a ``table=True`` model accepts any type and detaches after commit.
"""

from data_schemas.tables.arriving import PartRow, StreamMarkRow, StreamPartRow, StreamRow, UploadRow
from data_schemas.tables.labelling import (
    AnnotatorRow,
    LabellingProjectRow,
    LabellingTaskRow,
    LabellingTroubleRow,
)
from data_schemas.tables.leaving import LibraryRow, ReleaseRow, ReleaseSessionRow
from data_schemas.tables.library import (
    CodeRow,
    ErasureRow,
    ExpertRow,
    ProcedureRow,
    RecordingRow,
    SessionRow,
    SiteRow,
)
from data_schemas.tables.people import AccountRow, AssignmentRow, DeviceRow, SignInRow
from data_schemas.tables.proof import AuditRow, RowSealRow
from data_schemas.tables.shared import (
    LeaseRow,
    MemberRow,
    PassCodeRow,
    ScreenRow,
    SittingRow,
    TakenRow,
    WaitingRow,
    WrongTryRow,
)
from data_schemas.tables.work import (
    ArtifactRow,
    BesideRow,
    EffortRow,
    EntryRow,
    ParentRow,
    RerunRow,
)

__all__ = [
    "AccountRow",
    "AnnotatorRow",
    "ArtifactRow",
    "AssignmentRow",
    "AuditRow",
    "BesideRow",
    "CodeRow",
    "DeviceRow",
    "EffortRow",
    "EntryRow",
    "ErasureRow",
    "ExpertRow",
    "LabellingProjectRow",
    "LabellingTaskRow",
    "LabellingTroubleRow",
    "LeaseRow",
    "LibraryRow",
    "MemberRow",
    "ParentRow",
    "PartRow",
    "PassCodeRow",
    "ProcedureRow",
    "RecordingRow",
    "ReleaseRow",
    "ReleaseSessionRow",
    "RerunRow",
    "RowSealRow",
    "ScreenRow",
    "SessionRow",
    "SignInRow",
    "SiteRow",
    "SittingRow",
    "StreamMarkRow",
    "StreamPartRow",
    "StreamRow",
    "TakenRow",
    "UploadRow",
    "WaitingRow",
    "WrongTryRow",
]
