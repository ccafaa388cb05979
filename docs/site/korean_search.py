"""Search in Korean and English on one page: words without their particles, English by its stem.

Sphinx knows no Korean. What a particle is stands in ``pipelines/particles.py``; the browser
compiles the same text, so that both sides cut a word at the same place.
"""

from __future__ import annotations

import json
import re
import unicodedata

from sphinx.search.en import SearchEnglish

from pipelines import particles

_HANGUL = re.compile("[가-힣]")
# Hangul and what is not Hangul are words of their own: "Studio에서" is found by "Studio".
_WORD = re.compile(r"[가-힣]+|[^\W가-힣]+")

# Stands behind Sphinx's own English stemmer, which it goes on with for all but Hangul.
_IN_THE_BROWSER = r"""
const PARTICLES = new RegExp("^(?:" + %s + ")$");
const EnglishOnly = window.Stemmer;
window.Stemmer = function () {
  const english = new EnglishOnly();
  this.stemWord = (word) => {
    if (!/[가-힣]/.test(word)) return english.stemWord(word);
    for (let at = 2; at < word.length; at += 1)
      if (PARTICLES.test(word.slice(at))) return word.slice(0, at);
    return word;
  };
};
function splitQuery(query) {
  return query.normalize("NFC").match(/[가-힣]+|(?:(?![가-힣])[\p{L}\p{N}\p{M}_])+/gu) || [];
}
"""


class SearchBoth(SearchEnglish):
    lang = "both"
    js_splitter_code = _IN_THE_BROWSER % json.dumps(particles.PATTERN, ensure_ascii=False)

    def split(self, input: str) -> list[str]:
        return _WORD.findall(unicodedata.normalize("NFC", input))

    def stem(self, word: str) -> str:
        return particles.stem(word) if _HANGUL.search(word) else super().stem(word)
