"""Yes or no, with the line that shows it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lookdesk import facts
from lookdesk.reading import lookup, vocabulary, wording
from lookdesk.reading.folding import fold, is_chinese, plain
from lookdesk.reading.outcomes import State
from lookdesk.reading.page import Cell, Page
from lookdesk.reading.question import Asked, Wanted
from lookdesk.reading.reply import Found, Reply
from lookdesk.types import Certainty

_OBJECT = re.compile(
    r"(?:有没有|是否有|是否含有?|含不含|含有|包含|包括|支持|标注了?|写了?|写着|写明|提到|显示|是不是|是否|"
    r"能不能|可不可以|有|含|是|能|可以)(?:标注|写|注明)?(?P<zh>[^,,??]{1,20}?)(?:吗|么|呢|的)?[??]?\s*$"
    r"|\b(?:contain|contains|have|has|include|includes|support|supports|show|shows|mention|mentions|say|says|"
    r"list|lists|made of|written|printed|is it|is this|is there|are there)\b\s+(?:any|a|an|"
    r"the)?\s*(?P<en>[^?]{2,40})",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"(?:不含|无|未添加|零添加|没有|不得|禁止|非|不可|不能|不支持|0添加|\bno\b|\bnot\b|\bwithout\b|"
    r"\bfree (?:of|from)\b)\s*$|^\s*-?free\b",
    re.IGNORECASE,
)


def confirm(asked: Asked, pages: Sequence[Page]) -> Reply:
    """Say yes or no by a line of the picture; say absent where none tells."""
    wanted = asked.wanted[0]
    claimed = [fact for fact in facts.find(asked.text) if wanted.field is not None]
    if wanted.field is not None and claimed:
        reply = _check_value(wanted, claimed, asked.chinese, pages)
        if reply is not None:
            return reply
    thing = object_of(asked)
    for page in pages:
        hit = _mention(thing, page) if thing else None
        if hit is not None:
            cell, is_denied = hit
            may = bool(re.search(r"可以|能(?!量)", asked.text))
            said = ("不可以" if is_denied else "可以") if may else ("没有" if is_denied else "有")
            word = said if asked.chinese else ("No" if is_denied else "Yes")
            text = f"{word}，图中写着“{cell.text}”。" if asked.chinese else f'{word}: the picture says "{cell.text}".'
            return Reply(text, Certainty.READ, (Found(_said(thing, cell), page, cell),))
    if wanted.field is not None and not claimed and plain(thing) in (*wanted.field.names, *wanted.field.asked, ""):
        for page in pages:
            outcome = lookup.look_up(wanted, page)
            if outcome.state is State.FOUND:
                said = wording.values([(wanted.label(asked.chinese), outcome.found[0])], asked.chinese)
                return Reply(f"有，{said}" if asked.chinese else f"Yes: {said}", Certainty.READ, outcome.found[:1])
    return Reply(wording.absent(thing, asked.chinese), Certainty.ABSENT)


def object_of(asked: Asked) -> str:
    """Return what a yes-or-no question asks about."""
    match = _OBJECT.search(asked.text)
    thing = (match.group("zh") or match.group("en") or "") if match else ""
    return thing.strip(" ?,.的") or asked.wanted[0].topic


def _check_value(wanted: Wanted, claimed: Sequence[facts.Fact], chinese: bool, pages: Sequence[Page]) -> Reply | None:
    for page in pages:
        outcome = lookup.look_up(wanted, page)
        if outcome.state is not State.FOUND:
            continue
        hit = outcome.found[0]
        is_so = any(facts.is_same(claim, fact) for claim in claimed for fact in facts.find(hit.value))
        label = wanted.label(chinese)
        if chinese:
            text = f"{'是' if is_so else '不是'}，图中{label}写的是{hit.value}。"
        else:
            text = f"{'Yes' if is_so else 'No'}: the picture gives {label} as {hit.value}."
        return Reply(text, Certainty.READ, (hit,))
    return None


def _mention(thing: str, page: Page) -> tuple[Cell, bool] | None:
    """Return the cell that mentions a thing, and whether it denies it."""
    for name in (thing, *vocabulary.translations(thing)):
        wanted = plain(name)
        for cell in page.written:
            if not cell.is_legible or not wanted:
                continue
            text = fold(cell.text)
            at = text.text.find(wanted)
            if at < 0 or not _is_whole(cell.text, text.places[at], text.original_end(at + len(wanted)), name):
                continue
            before, after = cell.text[: text.places[at]], cell.text[text.original_end(at + len(wanted)) :]
            return cell, bool(_NEGATION.search(before) or _NEGATION.match(after))
    return None


def _is_whole(text: str, start: int, end: int, name: str) -> bool:
    """Refuse S in SALE and S码 in XS码."""
    if is_chinese(name[:1]):
        return True
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isascii() and before.isalnum()) and not (
        name[-1:].isascii() and after.isascii() and after.isalnum()
    )


def _said(thing: str, cell: Cell) -> str:
    return thing if plain(thing) in plain(cell.text) else cell.text
