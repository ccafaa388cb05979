"""Addresses on networks: e-mail, pages and machines, written or spelt out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data_schemas.masking import Identifier
from pipelines.deidentify.text.found import follows, hit, near

_MAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9_%+-][A-Za-z0-9._%+-]*@"
    r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}"
)
_W = "[A-Za-z0-9]+"
_TOP = r"(?:com|net|org|edu|gov|co|kr|io|info|biz|dev)"
_DOT = r"(?:\s?\.\s?|\sdot\s|\s?(?:점|닷)\s?)"
_LINK = r"(?:\s(?:dot|underscore|dash|hyphen)\s|\s?(?:점|언더바|하이픈)\s?|[._-])"
_TOP_KO = rf"(?:(?:co|씨오){_DOT}(?:kr|케이알)|{_TOP}|컴|넷|케이알|오알지)"
_SAID_KO = re.compile(
    rf"(?<![A-Za-z0-9가-힣])[A-Za-z0-9가-힣]+(?:{_LINK}[A-Za-z0-9가-힣]+){{0,3}}\s?(?:골뱅이|앳)\s?"
    rf"[A-Za-z0-9가-힣-]+?(?:{_DOT}[A-Za-z0-9가-힣-]+?){{0,2}}{_DOT}{_TOP_KO}",
    re.IGNORECASE,
)
_SAID_EN = re.compile(
    rf"(?<![A-Za-z0-9])({_W}(?:{_LINK}{_W}){{0,3}})\sat\s{_W}(?:\sdot\s{_W}){{0,2}}\sdot\s{_TOP}\b",
    re.IGNORECASE,
)
# look at example dot com is a page
_NO_NAMES = frozenset(
    (
        *("look", "looks", "looking", "is", "are", "was", "were", "it", "me", "us", "him", "her"),
        *("them", "go", "find", "found", "here", "there", "page", "site", "one", "up", "out"),
        *("file", "files", "be", "see", "live", "work", "working", "available"),
    )
)
_PAGE = re.compile(
    r"(?<![A-Za-z0-9@._-])(?:https?://|www\.)[A-Za-z0-9._~:/?#@!$&*+,;=%-]*[A-Za-z0-9/]"
    rf"|(?<![A-Za-z0-9@._-])(?:[a-z0-9][a-z0-9-]*\.)+{_TOP}(?![A-Za-z0-9@-])"
    r"(?:/[A-Za-z0-9._~/?#=&%-]*[A-Za-z0-9/])?",
    re.IGNORECASE,
)
_PAGE_SAID = re.compile(
    rf"(?<![A-Za-z0-9])(?:www\s)?(?:dot\s)?{_W}(?:\sdot\s{_W}){{0,3}}\sdot\s{_TOP}\b"
    rf"(?:\sslash\s{_W}){{0,4}}"
    r"|(?:더블유\s?){3}(?:\s?(?:점|닷)\s?[A-Za-z0-9가-힣]+?){1,3}\s?(?:점|닷)\s?(?:컴|넷|케이알|com|kr)"
    r"|(?<![A-Za-z0-9가-힣])[A-Za-z0-9가-힣]{2,}\s?닷\s?(?:컴|넷|com|net)",
    re.IGNORECASE,
)
_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_MACHINE = re.compile(rf"(?<![0-9A-Za-z.]){_OCTET}(?:\.{_OCTET}){{3}}(?![0-9A-Za-z])(?!\.\d)")
_VERSION = re.compile(r"버전|판|프로그램|소프트|펌웨어|version|firmware|release|\bv$|program", re.I)


def emails(text: str, language: str) -> Iterator[Identifier]:
    for match in _MAIL.finditer(text):
        yield hit(text, match.span(), "email", "form")
    for match in _SAID_KO.finditer(text):
        yield hit(text, match.span(), "email", "form")
    for match in _SAID_EN.finditer(text):
        if match[1].lower() not in _NO_NAMES:
            yield hit(text, match.span(), "email", "form")


def pages(text: str, language: str) -> Iterator[Identifier]:
    for form in (_PAGE, _PAGE_SAID):
        for match in form.finditer(text):
            yield hit(text, match.span(), "url", "form")


def machines(text: str, language: str) -> Iterator[Identifier]:
    """Four numbers with points; a version of a program has them, too."""
    for match in _MACHINE.finditer(text):
        span = match.span()
        if not near(text, span, _VERSION, 14) and not follows(text, span, _VERSION, 8):
            yield hit(text, span, "ip_address", "form")
