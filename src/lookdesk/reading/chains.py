"""Whether a text asks for a new conversation with another picture (换一张图), by the grammar in ``chains.toml``."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import resources

from lookdesk.reading.folding import TRADITIONAL

_SIMPLE = TRADITIONAL | dict(
    zip(
        "換頭來傳選幫對當讓辦見啟問謝煩勞囉麽邊隻顧導識訊擇視戶幀擱試紙",
        "换头来传选帮对当让办见启问谢烦劳啰么边只顾导识讯择视户帧搁试纸",
        strict=True,
    )
)
"""The traditional characters of these phrases, beside those of field names."""
_CLAUSES = 8
"""How many clauses are looked at: a wish comes soon, and a long text costs no more than a short one."""
_QUOTES = {"’": "'", "‘": "'"}


def opened(text: str) -> str | None:
    """Return what is left to ask once a new conversation is opened; None where the text asks for no such thing.

    In doubt it asks for none: a new conversation opened by mistake loses the agent's context, one missed costs a click.

    Args:
        text: what the agent typed, Chinese or English.

    Returns:
        The rest in the agent's own characters, empty where nothing else is asked.
    """
    said, places = _folded(text)
    at, is_asked = 0, False
    for _ in range(_CLAUSES):
        if is_asked and _end("about", said, at) is not None:
            return None
        if (end := _end("request", said, at)) is not None:
            is_asked = True
        elif (end := _end("remark", said, at)) is None and not is_asked:
            end = _end("statement", said, at)
        if end is None:
            break
        at = end
    if not is_asked:
        return None
    return text[places[at] :].strip() if at < len(said) else ""


def _end(kind: str, text: str, at: int) -> int | None:
    """Return where a clause of a kind that begins at ``at`` ends; None where there is none."""
    return next((match.end() for grammar in _grammars() if (match := grammar[kind].match(text, at))), None)


def _folded(text: str) -> tuple[str, list[int]]:
    """Fold width, case, script and spaces; return for each character of the result where it stood in the original."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in unicodedata.normalize("NFKC", _SIMPLE.get(character, character)).lower():
            kind = unicodedata.category(letter)
            if letter in "\r\n":
                folded = "\n"
            elif letter.isspace() or kind == "So":  # an emoji parts words as a space does
                folded = " "
            else:
                folded = _QUOTES.get(letter, letter)
            is_doubled = folded == " " and (not letters or letters[-1] in " \n")
            if kind != "Cf" and not is_doubled:
                letters.append(folded)
                places.append(place)
    return "".join(letters), places


@cache
def _grammars() -> tuple[dict[str, re.Pattern[str]], ...]:
    rows = tomllib.loads(resources.files(__package__).joinpath("chains.toml").read_text("utf-8"))
    return _grammar(rows["chinese"], " ?", ""), _grammar(rows["english"], "", " ")


def _grammar(rows: Mapping[str, list[str]], gap: str, space: str) -> dict[str, re.Pattern[str]]:
    """Build the patterns of a language's clauses, by their kinds, each to be matched where a clause begins.

    Args:
        rows: the language's table of ``chains.toml``.
        gap: what may stand before each word of a phrase.
        space: what stands between phrases.
    """

    def row(name: str) -> str:
        choices = "|".join(re.sub(r"<(\w+)>", lambda inner: row(inner[1]), pattern) for pattern in rows[name])
        return f"{gap}(?:{choices})"

    lead = f"(?:{row('lead')},?{space}){{0,8}}"
    tail = f"(?:,?{space}{row('tail')}){{0,4}}"
    end = rf"(?:{row('end')})[ ,.;:!。、~\n–—-]*"
    asking = rf"{row('asking')}(?:\?+[ \n]*|{end})"
    close = f"(?:,?{space}{asking}|{end}|{row('ask')})"
    may = rf"{row('may')}{space}{lead}{row('request')}{tail}[吗么嘛不]?(?:\?+[ \n]*|{close})"
    stated = f"{row('request')}{tail}{close}"
    kinds = {
        "request": f"(?:{row('opening')},?{space})?{lead}(?:{may}|{stated})",
        "remark": f"(?:{row('remark')}[吧啊呀呢哈哦嘛啦]?{end}|{asking})",
        "statement": row("statement") + end,
        "about": row("about"),  # what is said of the request behind it makes it none: 换一张图，会更清楚吗
    }
    return {kind: re.compile(pattern.replace("'", "'?")) for kind, pattern in kinds.items()}
