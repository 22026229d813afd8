"""Questions that repeat a line but for one word: 常想去坐什么 asks for what follows 常想去坐 in the picture."""

from __future__ import annotations

import re

from lookdesk.reading import vocabulary
from lookdesk.reading.anchors import likeness
from lookdesk.reading.folding import fold, is_chinese, plain
from lookdesk.reading.page import Cell, Page

SHORTEST_STEM = 3
"""Chinese characters that must stand before the asked word in question and picture alike."""
LONGEST_REST = 24
"""Characters of a line's rest that still answer a question."""
ITEM_LIKENESS = 60
"""How like the line an alternative belongs to must be, 0–100; chosen low, for handwriting."""

_ASKED_WORD = re.compile(r"什么|哪(?:里|儿|个|家|位|种)?|谁|多少|几")
_CHOICE = re.compile(
    r"(?:是|往|在|应该)?(?P<a>[一-鿿]{1,2}(?:模式)?)(?:用|吃|服|走|去|是|到)?还是(?:往|"
    r"在)?(?P<b>[一-鿿]{1,2}(?:模式)?)(?:用|吃|服|走|去|到)?\??\s*$"
    r"|\b(?P<c>\w+) or (?:the |in the )?(?P<d>\w+)\s*\??\s*$"
)
_MORNING = r"\bAM\b|早|上午|晨|morning"
_EVENING = r"\bPM\b|晚|夜|睡前|evening|night"
_TIMES_OF_DAY = {
    **dict.fromkeys(("早", "早上", "上午", "早晨", "morning"), _MORNING),
    **dict.fromkeys(("晚", "晚上", "夜里", "evening", "night"), _EVENING),
    "下午": r"\bPM\b|下午|afternoon",
    "饭前": r"饭前|餐前|before (?:meals?|food)|\bac\b",
    "饭后": r"饭后|餐后|after (?:meals?|food)|\bpc\b",
}


def complete(question: str, page: Page) -> tuple[str, Cell] | None:
    """Return what follows the question's stem in a line, and the line."""
    return _chinese(question, page) if is_chinese(question) else _english(question, page)


def choose(question: str, page: Page) -> tuple[str, str, Cell] | None:
    """Decide an alternative (早上还是晚上, morning or evening) by the line of the thing it is asked of.

    Returns:
        The alternative, the words that decide it, their cell; None where neither or both stand there.
    """
    match = _CHOICE.search(question)
    if not match:
        return None
    options = [option for option in match.group("a", "b", "c", "d") if option]
    subject = re.sub(r"(?:应该|应|是|要)?(?:在|往)?$", "", question[: match.start()]).strip()
    if len(plain(subject)) < 2:
        anywhere = [(each, hit, cell) for cell in page.written for each in options if (hit := _told(each, cell.text))]
        return anywhere[0] if len({each for each, _, _ in anywhere}) == 1 else None
    for cell in sorted(page.written, key=lambda cell: -likeness(subject, cell.text)):
        if likeness(subject, cell.text) < ITEM_LIKENESS:
            break
        for place in (cell, *page.right_of(cell)[:1]):
            told = [(option, hit) for option in options if (hit := _told(option, place.text))]
            if len(told) == 1:
                return told[0][0], told[0][1], place
    return None


def _told(option: str, text: str) -> str:
    words = (option, *vocabulary.translations(option))
    match = re.search(_TIMES_OF_DAY.get(option) or "|".join(map(re.escape, words)), text, re.IGNORECASE)
    return match.group() if match else ""


def _chinese(question: str, page: Page) -> tuple[str, Cell] | None:
    asked = _ASKED_WORD.search(question)
    stem = plain(question[: asked.start()]) if asked else ""
    for length in range(min(8, len(stem)), SHORTEST_STEM - 1, -1):
        if not all("一" <= letter <= "鿿" for letter in stem[-length:]):
            continue
        hits = [(hit, cell) for cell in page.written if (hit := _rest_after(stem[-length:], cell))]
        if len({hit for hit, _ in hits}) == 1:
            return hits[0]
        if hits:
            return None  # which of several is meant, the line does not say
    return _next_line(stem, page)


def _next_line(stem: str, page: Page) -> tuple[str, Cell] | None:
    """Find the stem's verb in the line below the one that holds the rest of the stem: 收藏或关注本店 / 赠送现金券."""
    for cell in page.written:
        line = plain(cell.text)
        if len(line) < 4 or not stem[:-1].endswith(line):
            continue
        for below in page.below(cell)[:1]:
            rest = _rest_after(stem[-1:], below)
            if rest:
                return rest, below
    return None


def _english(question: str, page: Page) -> tuple[str, Cell] | None:
    words = re.findall(r"[A-Za-z]{3,}", question)
    if len(words) < 3 or not re.match(r"\s*what (?:does|do|did|must|should)\b", question, re.IGNORECASE):
        return None
    for cell in page.written:
        match = re.search(rf"\b{words[-1]}\b\s+([^,.;]{{2,{LONGEST_REST}}})", cell.text, re.IGNORECASE)
        if match and cell.is_legible:
            return match.group(1).strip(), cell
    return None


def _rest_after(stem: str, cell: Cell) -> str:
    text = fold(cell.text)
    at = text.text.find(stem)
    if at < 0 or not cell.is_legible:
        return ""
    end = text.original_end(at + len(stem))
    rest = re.split(r"[,。,.;；!！?？]", cell.text[end:].strip(" :：“”\"'"))[0].strip()
    return rest if 0 < len(rest) <= LONGEST_REST else ""
