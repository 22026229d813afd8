"""Whether a text asks for a new conversation with another picture (换一张图, start over), by the grammar in ``chains.toml``."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
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


_CLAUSES = 8
"""How many clauses are looked at: a wish comes soon, and a long text costs no more than a short one."""
_QUOTES = {"’": "'", "‘": "'"}


@dataclass(frozen=True, slots=True)
class _Grammar:
    """The patterns of one language, each to be matched where a clause begins."""

    request: re.Pattern[str]
    remark: re.Pattern[str]
    about: re.Pattern[str]
    """What is said of the request itself behind it, which makes it none: 换一张图，会更清楚吗."""


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
        if found := next((match for each in _grammars() if (match := each.request.match(said, at))), None):
            is_asked = True
        elif not (found := next((match for each in _grammars() if (match := each.remark.match(said, at))), None)):
            break
        at = found.end()
    if not is_asked or any(each.about.match(said, at) for each in _grammars()):
        return None
    return text[places[at] :].strip() if at < len(said) else ""


def _folded(text: str) -> tuple[str, list[int]]:
    """Fold width, case, script and spaces; return for each character of the result where it stood in the original."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in unicodedata.normalize("NFKC", _SIMPLE.get(character, character)).lower():
            kind = unicodedata.category(letter)
            folded = "\n" if letter in "\r\n" else " " if letter.isspace() or kind == "So" else _QUOTES.get(letter, letter)
            if kind == "Cf" or (folded == " " and (not letters or letters[-1] in " \n")):
                continue
            letters.append(folded)
            places.append(place)
    return "".join(letters), places


@cache
def _grammars() -> tuple[_Grammar, ...]:
    rows = tomllib.loads(resources.files(__package__).joinpath("chains.toml").read_text("utf-8"))
    return _grammar(rows["chinese"], " ?", " ?"), _grammar(rows["english"], "", " ")


def _grammar(rows: Mapping[str, list[str]], gap: str, space: str) -> _Grammar:
    """Build a language's patterns; ``gap`` may stand before each word of a phrase, ``space`` stands between phrases."""

    def row(name: str) -> str:
        choices = "|".join(re.sub(r"<(\w+)>", lambda inner: row(inner[1]), pattern) for pattern in rows[name])
        return f"{gap}(?:{choices})"

    def pattern(text: str) -> re.Pattern[str]:
        return re.compile(text.replace("'", "'?"))

    lead = f"(?:{row('lead')},?{space}){{0,8}}"
    tail = f"(?:,?{space}{row('tail')}){{0,4}}"
    asking = f",?{space}{row('asking')}"
    end = rf"(?:{row('end')})[ ,.;:!。、~\n–—-]*"
    close = rf"(?:{asking}(?:\?+ *|{end})|{end}|{row('ask')})"
    may = rf"{row('may')}{space}{lead}{row('request')}{tail}[吗么嘛不]?(?:\?+[ \n]*|{close})"
    stated = f"{row('request')}{tail}{close}"
    return _Grammar(
        pattern(f"(?:{row('opening')},?{space})?{lead}(?:{may}|{stated})"),
        pattern(rf"(?:{row('remark')}[吧啊呀呢哈哦嘛啦]?{end}|{row('asking')}(?:\?+[ \n]*|{end}))"),
        pattern(row("about")),
    )
