"""One form for the many ways in which the same characters are written."""

from __future__ import annotations

import re
import unicodedata

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣"), "-")
_TILDES = dict.fromkeys(map(ord, "〜∼∽"), "~")
_SIGNS = {
    ord("✕"): "×",
    ord("╳"): "×",
    ord("⨯"): "×",
    ord("·"): "·",
    ord("•"): "·",
    ord("∗"): "*",
    ord("Ω"): "Ω",
    ord("µ"): "μ",
}
_SAME_LENGTH = (
    {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | {0x3000: " ", 0xA0: " ", 0x2009: " ", 0x202F: " ", 0xFFE5: "¥", 0xFFE0: "¢", 0xFFE1: "£"}
    | _DASHES
    | _TILDES
    | _SIGNS
)
_ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_AFTER_NFKC = _DASHES | _TILDES | _SIGNS
_SPACES = re.compile(r"\s+")


def fold(text: str) -> str:
    """Return ``text`` with full-width and look-alike signs as plain ones, every character in its place."""
    return text if text.isascii() else text.translate(_SAME_LENGTH)


def normalise(text: str) -> str:
    """Return the one form of a text: half width, plain dashes, single spaces. Case stays; idempotent."""
    text = unicodedata.normalize("NFKC", text.translate(_ZERO_WIDTH)).translate(_AFTER_NFKC)
    return _SPACES.sub(" ", text).strip()
