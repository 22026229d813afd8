"""The text of a page, or the part of it that a question names, as it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from lookdesk.reading.folding import is_chinese, plain
from lookdesk.reading.page import Cell, Page

STRAY_HEIGHT = 0.45
"""Lines smaller than this share of the page's largest usual height are print beside handwriting, or noise."""

_HANDWRITTEN = re.compile(r"手写|书法|毛笔|字迹|\bhandwrit", re.IGNORECASE)
_CHINESE_ONLY = re.compile(r"中文|汉字|\bchinese\b", re.IGNORECASE)
_LATIN_ONLY = re.compile(r"英文|字母|\benglish\b", re.IGNORECASE)


def lines(question: str, page: Page) -> list[Cell]:
    """Return the cells that a transcription question means, in reading order; vertical columns from the right."""
    cells = [cell for cell in page.written if cell.is_legible and plain(cell.text)]
    if _CHINESE_ONLY.search(question):
        cells = [cell for cell in cells if is_chinese(cell.text)]
    elif _LATIN_ONLY.search(question):
        cells = [cell for cell in cells if not is_chinese(cell.text)]
    if _HANDWRITTEN.search(question):
        cells = _main(cells)
    if cells and sum(len(cell.text) for cell in cells if cell.is_vertical) > 0.6 * sum(
        len(cell.text) for cell in cells
    ):
        return sorted(cells, key=lambda cell: (-round((cell.left + cell.right) / max(1.0, cell.width)), cell.top))
    return cells


def text_of(cells: Sequence[Cell]) -> str:
    """Join cells as they stand: a space between those of one row, a line break between rows."""
    text = ""
    for before, cell in zip((None, *cells), cells, strict=False):
        if before is not None:
            text += " " if abs(before.middle - cell.middle) < 0.5 * min(before.height, cell.height) else "\n"
        text += cell.text
    return text


def _main(cells: Sequence[Cell]) -> list[Cell]:
    """Drop what is far smaller than the writing that the page is about."""
    if not cells:
        return []
    usual = median(cell.height for cell in cells for _ in range(len(cell.text)))
    chinese = sum(len(plain(cell.text)) for cell in cells if is_chinese(cell.text))
    total = sum(len(plain(cell.text)) for cell in cells)
    kept = [cell for cell in cells if cell.height > STRAY_HEIGHT * usual]
    return [cell for cell in kept if is_chinese(cell.text)] if chinese > 0.7 * total else kept
