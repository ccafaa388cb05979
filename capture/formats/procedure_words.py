"""What the parts of a written procedure are called, in Korean and English."""

from __future__ import annotations

import re
import unicodedata

from data_schemas.procedure import Language

_BRACKETS = re.compile(r"[(（\[].*?[)）\]]")
_LONGEST = 60  # no column is called anything longer
# as compared: folded, without brackets, spaces, signs and a plural s
_WORDS: dict[str, str] = {
    "number": "no number id seq sequence # stepno stepnumber"
    " 번호 순번 연번 단계번호 공정번호 작업번호",
    # what some call the number and others the work itself; the other columns decide
    "step": "step 단계 스텝 순서 작업순서 작업단계 주요단계 mainstep majorstep importantstep",
    "title": "title steptitle stepname task work operation action activity instruction description"
    " whattodo what 작업내용 내용 작업 단계명 제목 작업명 작업방법 공정명 할일",
    "detail": "substep detail 세부작업 세부내용 세부단계 세부작업내용 하위단계",
    "group": "group section phase part 대분류 구분 분류 공정 대단계 과정",
    "key_point": "keypoint key_point point tip caution safety 핵심포인트 핵심 급소 요점"
    " 요령 작업요령 작업포인트 중요포인트 포인트 주의 주의사항 유의사항 안전",
    "reason": "reason why 이유 근거 까닭 사유",
    "after": "after follow predecessor prerequisite dependson"
    " 선행 선행단계 선행작업 선행공정 앞단계",
    "level": "level depth 수준 레벨 깊이",
    "name": "title procedure job 제목 절차명 작업명 작업절차 문서명",
}
ROLES = ("number", "step", "title", "detail", "group", "key_point", "reason", "after", "level")
EXAMPLE = "step,title[,key_point,reason,after,level] (번호, 작업 내용, 급소, 이유, 선행, 수준)"
HEADER: dict[Language, dict[str, str]] = {
    "en": {
        "number": "step",
        "title": "title",
        "key_point": "key point",
        "reason": "reason",
        "after": "after",
        "level": "level",
        "name": "Title",
    },
    "ko": {
        "number": "번호",
        "title": "작업 내용",
        "key_point": "급소",
        "reason": "이유",
        "after": "선행",
        "level": "수준",
        "name": "제목",
    },
}


def _folded(text: str) -> str:
    plain = _BRACKETS.sub("", unicodedata.normalize("NFKC", text)).casefold()
    kept = "".join(c for c in plain if c.isalnum() or c == "#")
    return kept[:-1] if kept.isascii() and kept.endswith("s") and len(kept) > 3 else kept


_ROLE_OF = {_folded(word): role for role in reversed(ROLES) for word in _WORDS[role].split()}
_NAMES = {_folded(word) for word in _WORDS["name"].split()}


def role_of(text: str) -> str | None:
    """Which part of a step a column header or a word before a colon names."""
    return _ROLE_OF.get(_folded(text)) if len(text) <= _LONGEST else None


def names_the_title(text: str) -> bool:
    """Whether what follows is the title of the whole procedure."""
    return len(text) <= _LONGEST and _folded(text) in _NAMES
