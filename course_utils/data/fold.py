"""What any keyboard types becomes what an English keyboard types.

A Chinese input method writes 。，？（） and full-width letters, a phone writes “ ” and
…, French typography sets narrow no-break spaces, and a web page brings hyphens that do
not break. For the course these are all the same marks. `base.js` of the widgets holds
the same function in JavaScript; tests/fold_cases.json holds cases for both.

Unicode's compatibility form (NFKC) does the larger part: widths, odd spaces, ligatures
(ﬁ spells “fi”), and letters with their accents in one piece. It keeps é, ç and œ.
"""

import re
from unicodedata import normalize

_ALIKE = {
    ".": "。",
    ",": "、",
    '"': "“”„‟«»″〝〞「」『』",
    "'": "‘’‚‛‹›′ʼ",
    "-": "‐‑‒−",
    # The key that types < types 《 in a Chinese input method: 《eos》 is <eos>.
    "<": "《〈",
    ">": "》〉",
    "[": "【〔〖",
    "]": "】〕〗",
    "/": "⁄∕",
    "·": "・•‧∙⋅",
    "~": "〜",
    "": "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff",  # nothing to be seen
}
_MARKS = str.maketrans(
    {mark: plain for plain, marks in _ALIKE.items() for mark in marks}
)


def fold(text: str) -> str:
    """Return the text in the marks and widths of an English keyboard, spaces single.

    An ellipsis stays one mark: three full stops would end a sentence three times. So
    do the doubled … and — of Chinese. A dash is set off by spaces; a plain hyphen in
    its place would join the words beside it.
    """
    text = text.replace("´", "'")  # NFKC makes it a space with an accent
    parts = (normalize("NFKC", part) for part in re.split("[…⋯]+", text))
    text = re.sub("[–—―─⸺]+", " - ", "…".join(parts).translate(_MARKS))
    return " ".join(text.split())
