"""Searching Chinese, which writes no spaces: every two characters are a word."""

import re

from sphinx.search import SearchLanguage, languages

_WORDS = re.compile(r"[A-Za-z0-9_]+|[\u3400-\u9fff]+")


class Chinese(SearchLanguage):
    """Splits 注意力 into 注意 and 意力, in the index and in what is searched for."""

    lang = "zh"
    language_name = "Chinese"
    js_splitter_code = """
function splitQuery(query) {
  return (query.match(/[A-Za-z0-9_]+|[\\u3400-\\u9fff]+/g) ?? []).flatMap((word) =>
    word < "\\u3400" || word.length < 3 ? [word]
      : [...word].slice(1).map((mark, i) => word[i] + mark));
}
"""

    def split(self, input: str) -> list[str]:
        """Return the words of other scripts, and the pairs of Chinese characters."""
        return [part for word in _WORDS.findall(input) for part in _pairs(word)]

    def stem(self, word: str) -> str:
        """Capitals make no difference."""
        return word.lower()


def _pairs(word: str) -> list[str]:
    if word < "\u3400" or len(word) < 3:
        return [word]
    return [word[i : i + 2] for i in range(len(word) - 1)]


def setup(app: object) -> None:
    """Take the place of Sphinx's own, which needs a dictionary of 19 MB."""
    languages["zh"] = Chinese
