"""The number under a bar code, checked by its last digit."""

from __future__ import annotations

import re

from lookdesk.reading.page import Cell, Page
from lookdesk.types import LineSource

_DIGITS = re.compile(r"(?<![\d.])\d(?:\s?\d){7,13}(?![\d.])")


def number(page: Page) -> tuple[str, Cell] | None:
    """Return the number of the page's bar code: as decoded, else a printed one whose check digit is right."""
    for cell in page.cells:
        if cell.line.source is LineSource.BARCODE and re.fullmatch(r"\d{8,14}", cell.text):
            return cell.text, cell
    for cell in page.written:
        if not cell.is_legible:
            continue
        for match in _DIGITS.finditer(cell.text):
            if is_valid(re.sub(r"\s", "", match.group())):
                return match.group(), cell
    return None


def is_valid(digits: str) -> bool:
    """Tell whether the last digit of a GTIN (8, 12, 13 or 14 digits) checks the others.

    Source: GS1 General Specifications, 7.9.1: weights 3 and 1 in turn from the right, to a multiple of ten.
    """
    if len(digits) not in (8, 12, 13, 14):
        return False
    *rest, last = map(int, digits)
    return (10 - sum(digit * (3 if i % 2 == 0 else 1) for i, digit in enumerate(reversed(rest)))) % 10 == last


def content(page: Page) -> tuple[str, Cell] | None:
    """Return what the page's first code says, whatever that is. It is shown and never followed."""
    return next(((cell.text, cell) for cell in page.cells if cell.line.source is LineSource.BARCODE), None)
