"""The plain words for what stands on a know-how card."""

from __future__ import annotations

from app.language import later
from data_schemas.knowledge import Certainty, DetailField, Modality, UnitKind, UnitStatus

UNIT_KINDS: dict[UnitKind, str] = {
    "key_point": later("Key point"),
    "reason": later("Reason"),
    "cue": later("Sign to look out for"),
    "parameter": later("Setting"),
    "decision": later("Decision"),
    "hazard": later("Danger"),
    "knack": later("Knack"),
    "novice_error": later("Beginner's mistake"),
    "recovery": later("Putting it right"),
    "exception": later("Exception"),
    "option": later("Another way to do it"),
    "rule": later("Rule of thumb"),
    "incident": later("Something that happened"),
    "what_if": later("What if"),
    "sop_gap": later("Not as it is written"),
    "step": later("What is done"),
}
UNIT_STATES: dict[UnitStatus, tuple[str, str]] = {
    "draft": (later("Draft"), "gray"),
    "expert_confirmed": (later("Confirmed by {name}"), "blue"),
    "reviewed": (later("Reviewed"), "violet"),
    "approved": (later("Approved"), "green"),
    "superseded": (later("Replaced by another one"), "gray"),
}
SENSES: dict[Modality, str] = {
    "sight": later("By eye"),
    "hearing": later("By ear"),
    "touch": later("By touch"),
    "smell": later("By smell"),
    "taste": later("By taste"),
}
NO_SENSE = later("By which sense is open")
CERTAINTIES: dict[Certainty, str] = {
    "": later("Nobody asked"),
    "sure": later("The expert is sure"),
    "fairly_sure": later("The expert is fairly sure"),
    "unsure": later("The expert is not sure"),
}
DETAILS: dict[DetailField, str] = {
    "reason": later("Reason"),
    "goal": later("What it is for"),
    "done_criterion": later("How one knows that it is done"),
    "expectancy": later("What should come next"),
    "anomaly": later("What tells that something is wrong"),
    "option": later("Another way to do it"),
    "reject_reason": later("Why not the other way"),
    "novice_error": later("Beginner's mistake"),
    "symptom": later("How a mistake shows"),
    "recovery": later("Putting it right"),
    "exception": later("Exception"),
    "consequence": later("What happens otherwise"),
    "detected_where": later("Where it is noticed"),
    "hazard": later("Danger"),
    "control": later("Protection against it"),
    "knack": later("Knack"),
    "learning_time": later("How long it takes to learn"),
    "lineage": later("Who it was learnt from"),
    "valid_since": later("Since when it holds"),
    "known_disagreement": later("Who does it otherwise"),
    "sop_gap": later("Not as it is written"),
    "better": later("What would be better"),
    "rule": later("Rule of thumb"),
    "rule_limit": later("Where the rule ends"),
    "change": later("What would change it"),
    "action": later("What is done"),
    "incident": later("Something that happened"),
    "decision": later("Decision"),
    "outcome": later("What came of it"),
    "unnarrated_action": later("Done without a word"),
    "variation": later("What is different each time"),
    "withhold": later("What is not to be passed on"),
}
SAID_AT_WORK, THE_ANSWER, THE_WORK = later("Said at work"), later("The answer"), later("The work")
