"""The table of checks, and the one function that lays figures against it."""

from __future__ import annotations

from dataclasses import dataclass

from data_schemas.quality import Check, CheckItem, Levels, Measures
from pipelines.motion.report import DARK, SMALL
from pipelines.transcribe.quality import CLIPPED, QUIET_DB, SNR_DB

# An hour at 8 Mbit/s, which is what browsers send at 1080p, and as much again for the copy that
# plays everywhere.
HOUR_BYTES = 2 * 3600 * 1_000_000
NOBODY_DB = 6.0  # between loud and quiet parts: less is steady noise
SEEN = 0.5


@dataclass(frozen=True)
class Rule:
    """Advice is given where ``measure`` lies outside of ``low`` to ``high``.

    ``spoken``: only where that language is spoken, "" for any.
    """

    code: str
    measure: str
    says: str
    low: float | None = None
    high: float | None = None
    spoken: str = ""


_NOISY = (
    "The voice hardly stands out from the noise: bring the microphone nearer to the mouth, or make"
    " it quieter around."
)

# In order of weight: what spoils everything, then what keeps the rest from being seen or heard.
RULES = (
    Rule("room", "room_h",
         "There is room for less than an hour of recording: make room before you begin.", low=1.0),
    Rule("silent", "sound_db",
         "Nothing is heard: choose the right microphone and see that it is switched on.",
         low=-70.0),
    Rule("dark", "light",
         "The picture is dark: turn on a lamp that shines on the hands.", low=DARK),
    Rule("bright", "burnt",
         "Much of the picture is burnt out: turn the camera away from lamps and windows.",
         high=0.15),
    Rule("flat", "contrast",
         "Hardly anything stands out in the picture: wipe the lens and light the work from the"
         " side.", low=0.1),
    Rule("blurred", "blur",
         "The picture is blurred: clean the lens, wait for the focus, fix the camera.", high=0.6),
    Rule("no_hands", "hands",
         "No hand is seen: aim the camera so that both hands fill a third of the picture.",
         low=SEEN),
    Rule("small_hands", "hand_size",
         "The hands are small in the picture: bring the camera nearer.", low=SMALL),
    Rule("cut_hands", "hands_cut",
         "The hands are cut off by the picture's edge: aim at where they work.", high=SEEN),
    Rule("overload", "clipped",
         "The sound is overloaded: turn the microphone down or move it away.", high=CLIPPED),
    Rule("soft", "voice_db",
         "The voice is very quiet: bring the microphone nearer to the mouth.", low=QUIET_DB),
    Rule("loud", "voice_db",
         "The voice is very loud: turn the microphone down a little.", high=-8.0),
    Rule("noise", "snr_db", _NOISY, low=SNR_DB["ko"][0], spoken="ko"),
    Rule("noise", "snr_db", _NOISY, low=SNR_DB["en"][0], spoken="en"),
    Rule("nobody_speaks", "speech_share",
         "Nobody is heard speaking: say a few sentences as you will while you work.", low=0.05),
    Rule("no_face", "face",
         "No face is seen: that is fine for a camera that shows the hands only, else aim it so"
         " that head and hands are in the picture.", low=SEEN),
)  # fmt: skip


def judge(found: Measures, spoken: str = "ko") -> Check:
    """Every check whose figure is known; advice first, each part in order of weight.

    ``spoken``: the language of the recording (``ko``, ``en``): Korean needs a clearer voice to be
    understood; an unknown one is judged as Korean is.
    """
    language = spoken if spoken in SNR_DB else "ko"
    items = [
        _item(rule, value)
        for rule in RULES
        if rule.spoken in ("", language) and (value := getattr(found, rule.measure)) is not None
    ]
    return Check(
        items=tuple(sorted(items, key=lambda one: one.severity != "advice")),
        hands=_seen(found.hands),
        face=_seen(found.face),
    )


def with_levels(found: Measures, levels: Levels | None, free: int | None) -> Measures:
    """``found`` with what a browser measured of its sound, and the room that is left.

    ``free``: bytes on this machine; of it and the browser's own disk the smaller counts.
    """
    rooms = [free, levels.free_bytes if levels else None]
    known = [room for room in rooms if room is not None]
    more: dict[str, float | None] = {"room_h": round(min(known) / HOUR_BYTES, 2) if known else None}
    if levels is not None:
        over = levels.level_db - levels.noise_db
        speaks = over >= NOBODY_DB
        more |= {
            "sound_db": levels.level_db,
            "clipped": levels.clipped,
            "speech_share": None if speaks else 0.0,
            "voice_db": levels.level_db if speaks else None,
            "snr_db": over if speaks else None,
        }
    return found.model_copy(update=more)


def _item(rule: Rule, value: float) -> CheckItem:
    bad = (rule.low is not None and value < rule.low) or (
        rule.high is not None and value > rule.high
    )
    return CheckItem(
        code=rule.code,
        severity="advice" if bad else "ok",
        measure=rule.measure,
        value=value,
        low=rule.low,
        high=rule.high,
        says=rule.says if bad else "",
    )


def _seen(share: float | None) -> bool | None:
    return None if share is None else share >= SEEN
