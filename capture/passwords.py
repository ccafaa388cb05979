"""Passwords: how one is kept, and which are refused.

Only length is asked for, no signs of special kinds (NIST SP 800-63B, 5.1.1.2), but what everybody
tries first is refused: a common word with digits around it, rows of keys, counting, repetition,
and the person's own name.

Kept is an Argon2id hash (RFC 9106, its second recommended setting: 64 MiB, 3 passes, 4 lanes) of
the password under a key of the site: who has the database and not the site key cannot try any.
"""

from __future__ import annotations

import re
import secrets
import threading
from functools import cache
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from data_schemas.errors import TextError

if TYPE_CHECKING:
    from capture.site import Site

SHORTEST, LONGEST = 10, 256
# Each try takes 64 MiB: more at once wait for their turn.
_AT_ONCE = threading.BoundedSemaphore(2)
_HASHER = PasswordHasher()
# Common words of passwords, English and Korean, the latter also as they come out when they are
# typed with the keyboard left in English.
_WORDS = """
abc admin administrator angel asdf asdfgh asdfghjkl baby baseball batman charlie chocolate
company computer daniel default dragon factory family flower football freedom friend guest
happy hello hockey hunter iloveyou jesus jordan killer korea letmein login london love
lovely machine manager maria master michael michelle monkey money mustang mypassword mypass
nicole office orange passw0rd pass passwd password passwort pepper pokemon princess purple
qazwsx qwer qwert qwerty qwertyui qwertyuiop root samsung samsungsmart secret seoul shadow
sonmat soccer star starwars sunshine super superman system temp temporary test testing
thomas trustno user username welcome whatever work worker zaq zxc zxcvbn zxcvbnm hyundai
lgelectronics posco
비밀번호 사랑해 사랑해요 안녕하세요 관리자 대한민국 손맛 삼성전자 현대자동차 공장 회사
qlalfqjsgh tkfkdgo
tkfkdgody dkssudgktpdy rhksflwk eogksalsrnr thsakt tkatjdwjswk
"""
COMMON = frozenset(_WORDS.split())
_ROWS = (
    "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "1q2w3e4r5t6y7u8i9o0p", "qazwsxedcrfvtgbyhnujmikolp",
    "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "가나다라마바사아자차카타파하",
)  # fmt: skip
_LOOKALIKE = str.maketrans("01345@$!", "oieasasi")
_EDGES = re.compile(r"^[\d\W_]+|[\d\W_]+$")


def check(password: str, name: str) -> None:
    """Raises TextError, in a sentence for the person who chose it."""
    if len(password) < SHORTEST:
        raise TextError(f"A password needs at least {SHORTEST} characters: make it longer.")
    if len(password) > LONGEST:
        raise TextError(f"A password has at most {LONGEST} characters: make it shorter.")
    if _is_common(password.casefold(), name.casefold()):
        raise TextError(
            "This password is among the first that anybody would try: choose another, such as four"
            " words that do not belong together."
        )


def hashed(site: Site, password: str) -> str:
    with _AT_ONCE:
        return _HASHER.hash(_peppered(site, password))


def is_right(site: Site, kept: str, password: str) -> bool:
    """Whether it is the password. Takes as long for ``kept`` "", which no password fits."""
    try:
        with _AT_ONCE:
            return _HASHER.verify(kept or _nobodys(), _peppered(site, password)) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def _peppered(site: Site, password: str) -> str:
    return site.keys.mac("password", password[: LONGEST + 1].encode(errors="surrogatepass"))


@cache
def _nobodys() -> str:
    """The hash of no password: what is checked where there is no account to check."""
    return _HASHER.hash(secrets.token_urlsafe())


def _is_common(password: str, name: str) -> bool:
    core = _EDGES.sub("", password)
    own = [part for part in re.split(r"[\W_]+", name) if len(part) > 2]
    forms = {core, _EDGES.sub("", password.translate(_LOOKALIKE)), core.translate(_LOOKALIKE)}
    for form in forms:
        # Nothing but digits and signs, a common word, or one word several times.
        if not form or form in COMMON or form in own or form == name or _is_repeated(form):
            return True
    return _is_repeated(password) or _is_row(password) or len(set(password)) < 4


def _is_repeated(text: str) -> bool:
    """``abcabcabc``, or two common words and nothing else."""
    again = any(
        len(text) % size == 0 and text[:size] * (len(text) // size) == text
        for size in range(1, len(text) // 2 + 1)
    )
    halves = any(text[:cut] in COMMON and text[cut:] in COMMON for cut in range(2, len(text) - 1))
    return again or halves


def _is_row(text: str) -> bool:
    """Three stretches of a keyboard's row or of counting, forwards or backwards, at most."""
    left, stretches = text, 0
    while left and stretches < 4:
        taken = max((n for n in range(2, len(left) + 1) if _runs(left[:n])), default=1)
        left, stretches = left[taken:], stretches + 1
    return not left and stretches <= 3


def _runs(text: str) -> bool:
    if len(set(text)) == 1:
        return True
    return any(text in row * 2 or text in (row * 2)[::-1] for row in _ROWS)
