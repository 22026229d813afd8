"""One form for the many ways in which the same characters are written."""

from __future__ import annotations

import re
import unicodedata

_SIGNS = str.maketrans("‐‑‒–—―−﹣〜∼∽✕╳⨯•∗\u2126\u00b5", "--------~~~×××·*Ωμ")
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_SAME_LENGTH = (
    {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | {0x3000: " ", 0xA0: " ", 0x2009: " ", 0x202F: " ", 0xFFE5: "¥", 0xFFE0: "¢", 0xFFE1: "£"}
    | _SIGNS
)
_TO_FOLD = re.compile(f"[{re.escape(''.join(map(chr, _SAME_LENGTH)))}]|(?![0-9])\\d")
_ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_SPACES = re.compile(r"\s+")


def fold(text: str) -> str:
    """Return ``text`` with full-width and look-alike signs as plain ones, every character in its place."""
    return _digits(text.translate(_SAME_LENGTH)) if _TO_FOLD.search(text) else text


def normalise(text: str) -> str:
    """Return the one form of a text: half width, plain dashes, single spaces. Case stays; idempotent."""
    text = unicodedata.normalize("NFKC", text.translate(_ZERO_WIDTH)).translate(_SIGNS)
    return _SPACES.sub(" ", _digits(text)).strip()


def _digits(text: str) -> str:
    """Write the digits of other scripts as 0-9, which is what patterns and arithmetic here know."""
    return _OTHER_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)
