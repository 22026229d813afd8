"""Text folded for comparison, with the way back to the original's characters."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

TRADITIONAL = dict(
    zip(
        "號碼電話產製證單據價額總計時間開關機產買賣實際姓標準執規貨條體質鮮圖書學請幾誰麼嗎還這發團門樓層點節國際運費額應付郵遞寄收達驗員職業務編項級營業處從們後裡於兩張個給錢優紅藥醫師診稅廠類別術檢壓頻輸轉溫淨養過備",
        "号码电话产制证单据价额总计时间开关机产买卖实际姓标准执规货条体质鲜图书学请几谁么吗还这发团门楼层点节国际运费额应付邮递寄收达验员职业务编项级营业处从们后里于两张个给钱优红药医师诊税厂类别术检压频输转温净养过备",
        strict=True,
    )
)
"""The traditional characters of field names and question words, so that one list of names serves both scripts."""


@dataclass(frozen=True, slots=True)
class Folded:
    """Letters and digits only, lower case, half width; ``places[i]`` is where ``text[i]`` stood in the original."""

    text: str
    places: tuple[int, ...]

    def original_end(self, end: int) -> int:
        """Return the offset in the original just behind the folded characters before ``end``."""
        return self.places[end - 1] + 1 if end else 0


@lru_cache(maxsize=8192)
def fold(text: str) -> Folded:
    """Fold width, case and script; drop spaces and punctuation."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in unicodedata.normalize("NFKC", TRADITIONAL.get(character, character)).casefold():
            if letter.isalnum():
                letters.append(letter)
                places.append(place)
    return Folded("".join(letters), tuple(places))


def plain(text: str) -> str:
    """Return the folded letters and digits alone."""
    return fold(text).text


def simplified(text: str) -> str:
    """Fold the width of a question's characters, and its traditional ones into simplified ones."""
    text = unicodedata.normalize("NFKC", text).strip()
    return "".join(TRADITIONAL.get(character, character) for character in text)


def is_chinese(text: str) -> bool:
    """Tell whether there is a Chinese character in the text."""
    return any("一" <= character <= "鿿" for character in text)
