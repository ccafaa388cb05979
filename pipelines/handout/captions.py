"""Subtitles of a clip: what was said in short pieces, on the clip's own clock."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterable

from data_schemas.clock import Interval
from data_schemas.transcript import Utterance, Word

# Two lines of what fits below a picture; a Korean syllable is as wide as two Latin letters.
LINE = 42
LONGEST = 2 * LINE
LONGEST_S = 7.0


def captions(spoken: Iterable[Utterance], pieces: Iterable[Interval]) -> tuple[Utterance, ...]:
    """Cues of ``spoken`` in a clip made of ``pieces`` put end to end; all on one recording's clock.

    No word that begins outside of the pieces is shown, so none that lies in what was taken out.
    """
    cues: list[Utterance] = []
    done_s = 0.0
    said = [words for one in spoken for words in _short(one)]
    for piece in pieces:
        for words in said:
            kept = [one for one in words if piece.contains(one.start_s)]
            if kept:
                cues.append(_cue(kept, piece, done_s))
        done_s += piece.length_s
    return _apart(sorted(cues, key=lambda cue: cue.start_s))


def lines(text: str) -> list[str]:
    """The text of a cue in lines that fit, broken between words."""
    found: list[str] = []
    for word in text.split():
        if found and width(f"{found[-1]} {word}") <= LINE:
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def tx3g(text: str) -> bytes:
    """A sample of timed text: length and UTF-8. Source: 3GPP TS 26.245, section 5.17."""
    data = "\n".join(lines(text)).encode()[:65_535]
    return struct.pack(">H", len(data)) + data


def _short(one: Utterance) -> list[list[Word]]:
    """The words of an utterance in pieces that can be read at once."""
    pieces: list[list[Word]] = []
    for word in one.words or _evenly(one):
        last = pieces[-1] if pieces else None
        text = " ".join(w.text.strip() for w in (*(last or ()), word))
        if last and width(text) <= LONGEST and word.end_s - last[0].start_s <= LONGEST_S:
            last.append(word)
        else:
            pieces.append([word])
    return pieces


def _evenly(one: Utterance) -> list[Word]:
    """Words of which nobody knows when they were said, spread by their length."""
    spoken = one.text.split()
    total = sum(len(word) for word in spoken) or 1
    found, at_s = [], one.start_s
    for word in spoken:
        end_s = min(one.end_s, at_s + one.length_s * len(word) / total)
        found.append(Word(start_s=at_s, end_s=max(at_s, end_s), text=word))
        at_s = max(at_s, end_s)
    return found


def _cue(words: list[Word], piece: Interval, done_s: float) -> Utterance:
    start_s = words[0].start_s - piece.start_s + done_s
    end_s = min(words[-1].end_s, piece.end_s) - piece.start_s + done_s
    text = " ".join(word.text.strip() for word in words)
    return Utterance(start_s=start_s, end_s=max(start_s, end_s), text=text)


def _apart(cues: list[Utterance]) -> tuple[Utterance, ...]:
    """Cues that never lie on each other, which timed text cannot say; each is seen for a moment."""
    found: list[Utterance] = []
    for number, cue in enumerate(cues):
        after_s = cues[number + 1].start_s if number + 1 < len(cues) else float("inf")
        end_s = min(max(cue.end_s, cue.start_s + 0.8), after_s)
        if end_s > cue.start_s:
            found.append(cue.model_copy(update={"end_s": end_s}))
    return tuple(found)
