"""How the value of each kind of artifact becomes the bytes that are sealed, and comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from capture.formats.track import read_track, write_track
from data_schemas.account import AccountName
from data_schemas.approval import SignedList
from data_schemas.artifact import Kind
from data_schemas.calibration import Calibration
from data_schemas.clock import TimeMap
from data_schemas.entry import Entry
from data_schemas.federation import Fetched, Neighbour, Offered
from data_schemas.handout import Handout
from data_schemas.knowledge import FoundSuggestions
from data_schemas.labelling import GivenLabels, Shown
from data_schemas.library import LibraryEntry
from data_schemas.marks import Marks
from data_schemas.mask import FoundMasks
from data_schemas.masking import ConfidentialTerms
from data_schemas.motion import Movement
from data_schemas.probe import ProbeBank
from data_schemas.procedure import Glossary, Procedure
from data_schemas.release import Release
from data_schemas.rights import Consent, Expert
from data_schemas.saved_search import SavedSearches
from data_schemas.timeline import Alignment, FoundMoments, Timeline
from data_schemas.transcript import Transcript, TranscriptPart
from data_schemas.value import Value
from data_schemas.waveform import Waveform


@dataclass(frozen=True)
class Codec:
    """How a kind's value becomes bytes and comes back."""

    encode: Callable[[Any], bytes]
    decode: Callable[[bytes], Any]


def _json(cls: type[Value]) -> Codec:
    return Codec(lambda value: value.model_dump_json().encode(), cls.model_validate_json)


AS_IT_IS = Codec(bytes, bytes)
CODECS: dict[Kind, Codec] = {
    Kind.CONSENT: _json(Consent),
    Kind.PROCEDURE: _json(Procedure),
    Kind.GLOSSARY: _json(Glossary),
    Kind.PROBES: _json(ProbeBank),
    Kind.CONFIDENTIAL: _json(ConfidentialTerms),
    Kind.PERSON: _json(Expert),
    Kind.ACCOUNT: _json(AccountName),
    Kind.GIVEN_TRANSCRIPT: _json(Transcript),
    Kind.TRANSCRIPT: _json(Transcript),
    Kind.TRANSCRIPT_PART: _json(TranscriptPart),
    Kind.TIME_MAP: _json(TimeMap),
    Kind.ALIGNMENT: _json(Alignment),
    Kind.TIMELINE: _json(Timeline),
    Kind.MOMENTS: _json(FoundMoments),
    Kind.SUGGESTIONS: _json(FoundSuggestions),
    Kind.MODEL_SUGGESTIONS: _json(FoundSuggestions),
    Kind.ENTRY: _json(Entry),
    Kind.APPROVAL: _json(SignedList),
    Kind.RELEASE: _json(Release),
    Kind.HANDOUT: _json(Handout),
    Kind.LIBRARY: _json(LibraryEntry),
    Kind.CALIBRATION: _json(Calibration),
    Kind.SHOWN_LABELS: _json(Shown),
    Kind.GIVEN_LABELS: _json(GivenLabels),
    Kind.OFFERED: _json(Offered),
    Kind.NEIGHBOUR: _json(Neighbour),
    Kind.FETCHED: _json(Fetched),
    Kind.MOTION: Codec(write_track, read_track),
    Kind.MOVEMENT: _json(Movement),
    Kind.MOTION_WINDOWS: AS_IT_IS,
    Kind.MARKS: _json(Marks),
    Kind.WAVEFORM: Codec(Waveform.to_bytes, Waveform.from_bytes),
    Kind.PASSAGES: AS_IT_IS,
    Kind.TOLD: AS_IT_IS,
    Kind.SEARCH_INDEX: AS_IT_IS,
    Kind.SAVED_SEARCHES: _json(SavedSearches),
    Kind.CONSENT_SCAN: AS_IT_IS,
    Kind.SIGNATURE: AS_IT_IS,
    Kind.ORIGINAL: AS_IT_IS,
    Kind.PROXY: AS_IT_IS,
    Kind.MASKS: _json(FoundMasks),
    Kind.MASKED: AS_IT_IS,
    Kind.WEIGHTS: AS_IT_IS,
}
