"""Masks as they stand: what the machine proposed, with what people did laid over it."""

from __future__ import annotations

from collections.abc import Iterable

from data_schemas.entry import ABOUT_MASK, Act, Draft, Entry, standing
from data_schemas.mask import MaskDecision, MaskSet, MaskState, PictureMask, Seen, SoundMask

VOICE = f"{ABOUT_MASK}voice"
LOOKED = f"{ABOUT_MASK}look-"
DECISION = "deid"
Mask = PictureMask | SoundMask


def accepted(mask: Mask) -> Draft:
    """Somebody says that a proposal is right; of sound, its words go from papers and datasets."""
    return _draft(mask.id, {"do": "accept"}, mask)


def rejected(mask: Mask) -> Draft:
    """Nothing is hidden there."""
    return Draft(act=Act.MASK, target=mask.id, after={"do": "reject"})


def drawn(mask: Mask) -> Draft:
    """A mask of one's own, or one drawn anew."""
    return _draft(mask.id, {"do": "draw", "mask": mask.model_dump(mode="json")}, mask)


def voices(on: bool) -> Draft:
    return Draft(act=Act.MASK, target=VOICE, after={"do": "voice", "on": on})


def looked(sample: str, seen: Seen, shown: str) -> Draft:
    """What somebody saw in a picture. ``shown`` tells which masks were on it."""
    return Draft(act=Act.MASK, target=sample, after={"seen": seen, "shown": shown})


def decided(decision: MaskDecision, synthetic: bool = False) -> Draft:
    after = decision.model_dump(mode="json")
    return Draft(act=Act.APPROVE, target=DECISION, after=after, synthetic=synthetic)


def masks_of(proposed: Iterable[Mask], entries: tuple[Entry, ...]) -> MaskSet:
    """All masks of a session, each with the last word that somebody had on it."""
    known = {one.id: MaskState(mask=one) for one in proposed}
    voice = False
    for entry in standing(entries):
        if entry.act is not Act.MASK or not entry.target.startswith(ABOUT_MASK):
            continue
        done, held = entry.after.get("do"), known.get(entry.target)
        if done == "voice":
            voice = bool(entry.after.get("on"))
        elif done == "draw":
            known[entry.target] = MaskState(mask=_mask(entry), judged="accepted")
        elif held is not None and done in ("accept", "reject"):
            judged = "accepted" if done == "accept" else "rejected"
            known[entry.target] = MaskState(mask=held.mask, judged=judged)
    kept = sorted(known.values(), key=lambda one: (one.mask.recording, one.mask.start_s))
    return MaskSet(masks=tuple(kept), voice=voice)


def answers_of(entries: tuple[Entry, ...]) -> dict[str, tuple[Seen, str]]:
    """The last answer to each sample, and what was shown then."""
    return {
        one.target: (one.after["seen"], str(one.after.get("shown", "")))  # type: ignore[misc]
        for one in standing(entries)
        if one.act is Act.MASK and one.target.startswith(LOOKED)
    }


def decision_of(entries: tuple[Entry, ...]) -> MaskDecision | None:
    """The last decision that nobody took back, whether or not it still holds."""
    found = [one for one in standing(entries) if one.act is Act.APPROVE and one.target == DECISION]
    return MaskDecision.model_validate(found[-1].after) if found else None


def entries_about(mask: str, entries: tuple[Entry, ...]) -> tuple[int, ...]:
    """Numbers of what stands about one mask, the last first: what taking it back takes back."""
    about = (one.number for one in standing(entries) if one.target == mask)
    return tuple(sorted(about, reverse=True))


def _draft(target: str, after: dict[str, object], mask: Mask) -> Draft:
    # With a span the words of a beep leave time lines for papers and datasets, too. Only that of
    # sound is given: a covered face takes nobody's words away.
    span = mask if isinstance(mask, SoundMask) else None
    return Draft.model_validate(
        {
            "act": Act.MASK,
            "target": target,
            "after": after,
            "span": span and {"recording": span.recording, "start_s": span.start_s,
                              "end_s": span.end_s},
        }
    )  # fmt: skip


def _mask(entry: Entry) -> Mask:
    told = entry.after["mask"]
    is_sound = isinstance(told, dict) and "how" in told
    return (SoundMask if is_sound else PictureMask).model_validate(told)
