"""The wording of papers, in one of two languages: whoever makes one brings the catalogue."""

from __future__ import annotations

from math import ceil
from typing import Protocol

from data_schemas.clock import Interval
from data_schemas.handout import Balance, Change, LeftOut, Note, SheetLine, Stamp
from data_schemas.rights import ProtectionClass


class Say(Protocol):
    """``gettext`` of one language."""

    def __call__(self, message: str, /) -> str: ...


class Tongues(Protocol):
    """The catalogue of a language."""

    def __call__(self, language: str, /) -> Say: ...


def later(message: str) -> str:
    """Marks a message of a table for the catalogues; ``Say`` translates it when it is written."""
    return message


CLASSES: dict[ProtectionClass, str] = {
    ProtectionClass.OPEN: later("Open: no secret in it"),
    ProtectionClass.INTERNAL: later("Internal: not for anybody outside of this company"),
    ProtectionClass.RESTRICTED: later("Restricted: not for anybody outside of this site"),
    ProtectionClass.NATIONAL_CORE: later("National core technology: never leaves this site"),
}
LABELS: dict[str, str] = {
    "knack": later("Knack"),
    "cue": later("Sign to watch for"),
    "parameter": later("Value"),
    "hazard": later("Danger"),
}
CHANGES: dict[str, str] = {
    "skipped": later("Not seen in this recording. Is the step still needed?"),
    "repeated": later("Done {times} times in this recording."),
    "undone": later("Taken back after it was done. Should the procedure say when?"),
    "new_step": later("Done and spoken about, but not written."),
    "key_point": later("Said, but not written as a key point."),
    "reason": later("Said, but not written as a reason."),
}
NOTES: dict[str, str] = {
    "skipped": later("Not seen in this recording."),
    "repeated": later("Done {times} times in this recording."),
    "undone": later("Taken back after it was done."),
}
WHY_LEFT: dict[str, str] = {
    "withheld": later("all of it was taken out or masked"),
    "no_picture": later("the recording has no picture"),
    "no_copy": later("its playable copy is not made yet"),
}


def standing(_: Say, stamp: Stamp) -> str:
    """Who stands behind it, in large letters."""
    if stamp.state == "draft":
        return _("Draft, not confirmed")
    text = {
        "confirmed": _("Confirmed by {name} on {date}"),
        "reviewed": _("Reviewed by {name} on {date}"),
        "approved": _("Approved by {name} on {date}, version {version}"),
    }[stamp.state]
    return text.format(name=stamp.signed_by, date=stamp.signed_on or "–", version=stamp.version)


def footing(_: Say, stamp: Stamp) -> str:
    """The line that stands on every page: number, class and standing."""
    parts = (stamp.number or _("Preview"), _(CLASSES[stamp.protection_class]), standing(_, stamp))
    return " · ".join(parts)


def origin(_: Say, stamp: Stamp) -> str:
    """What it was made from, and when."""
    parts = [
        _("Work session No. {n}").format(n=stamp.session_number),
        _("procedure version {n}").format(n=stamp.procedure_version),
        _("made on {date}").format(date=stamp.made_on),
        _("for teaching at this site"),
    ]
    if stamp.author:
        parts.insert(0, _("Shown by {name}").format(name=stamp.author))
    if stamp.synthetic:
        parts.append(_("made up for demonstration, no real work"))
    return " · ".join(parts)


def withheld(_: Say) -> str:
    return _("Parts of the recording were taken out or masked: nothing of them is in here.")


def noted(_: Say, note: Note, number: int) -> str:
    """A finding about step ``number`` in a sentence."""
    return _told(_, NOTES, note, number)


def proposed(_: Say, change: Change, number: int) -> str:
    """Why a change to step ``number`` is proposed, in a sentence."""
    return _told(_, CHANGES, change, number)


def _told(_: Say, table: dict[str, str], one: Note | Change, number: int) -> str:
    if one.kind in table:
        return _(table[one.kind]).format(times=one.times)
    if not one.other:
        return _("Done in another place than written.")
    if one.kind == "rule_broken":
        text = _(
            "Done before step {other}, which has to come first by the written rule: check which"
            " is right."
        )
    else:
        earlier = one.other < number
        text = _("Done before step {other}.") if earlier else _("Done after step {other}.")
    return text.format(other=one.other)


def balance(_: Say, one: Balance) -> str:
    """What makes the sheet hard to teach from, in a sentence."""
    text = {
        "many_steps": _(
            "{count} steps are many to teach at once: split the job into parts of at most 7."
        ),
        "many_points": _(
            "Step {number} has {count} key points: at most 5 can be kept in mind, so split it."
        ),
        "no_reason": _(
            "Step {number}: a reason is missing for {count} of its key points. Ask why: what nobody"
            " understands is soon left out."
        ),
    }[one.kind]
    return text.format(number=one.number, count=one.count)


def left_out(_: Say, one: LeftOut) -> str:
    return _("Step {number}, section {n}: no clip, because {why}.").format(
        number=one.number, n=one.occurrence, why=_(WHY_LEFT[one.why])
    )


def labelled(_: Say, line: SheetLine) -> str:
    """A line behind what its card was about, and before whose word it is."""
    text = f"{_(LABELS[line.label])}: {line.text}" if line.label else line.text
    return text + teller(_, line)


def teller(_: Say, line: SheetLine) -> str:
    """Whose word a line is, "" where all is the word of one expert."""
    if not line.by:
        return ""
    told = _("{name}, work session No. {n}").format(name=line.by, n=line.session_number)
    return f" ({told})"


def clock(seconds: float) -> str:
    """``02:03`` or ``1:02:03``."""
    whole = max(0, int(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def stretch(at_s: float, seconds: Interval) -> str:
    """``02:03–02:10``: whole seconds around it."""
    return f"{clock(at_s)}–{clock(ceil(at_s + seconds.length_s))}"


def link(stamp: Stamp, at_s: float, session: str = "") -> str:
    """Where this site shows the second, of another session too; "" where nobody said how it is
    reached."""
    if not stamp.address:
        return ""
    target = session or stamp.session
    return f"{stamp.address.rstrip('/')}/session?session={target}&at={max(0.0, at_s):.2f}"


def plain(text: str) -> str:
    """Words as they can stand in any file: no control signs, nothing that turns a line around."""
    return "".join(
        " " if sign in "\t\n\r" else sign
        for sign in text
        if sign in "\t\n\r" or not _is_hidden(sign)
    )


def _is_hidden(sign: str) -> bool:
    code = ord(sign)
    return (
        code < 0x20
        or 0x7F <= code < 0xA0
        or 0xD800 <= code < 0xE000
        or 0x202A <= code <= 0x202E
        or 0x2066 <= code <= 0x2069
        or code in (0xFFFE, 0xFFFF)
    )
