"""Names of companies, known by how they end."""

from __future__ import annotations

import re

from lookdesk.reading.page import Cell, Page
from lookdesk.reading.values import clean

FIELDS = frozenset({"company", "manufacturer", "brand"})

_COMPANY = re.compile(
    r"[一-鿿()()A-Za-z0-9·&]{2,30}?(?:有限责任公司|股份有限公司|有限公司|集团公司|公司|集团|药业|制药厂|食品厂|商行|商店|超市|酒店|饭店|餐厅|医院|药房|大药房|银行|速递|快递|速运|物流|工厂)(?:[一-鿿]{2,12}(?:分公司|店))?"
    r"|[A-Z][\w&.,'’() -]{1,60}?\b(?:SDN\.?\s?BHD|BHD|CO\.?,?\s?LTD|PTE\.?\s?LTD|LTD|LIMITED|INC|LLC|CORP(?:ORATION)?|GMBH|PLC|COMPANY|Company|S\.?A\.?|AG|Ltd|Inc|Corp|Co|Bhd|GmbH|ENTERPRISE|TRADING|RESTAURANTS?)\b\.?(?:\s?\([A-Z0-9 -]+\))?",
)


def name_in(text: str) -> str:
    """Return the company's name in a text; the whole text where none is known by its ending."""
    match = _COMPANY.search(text)
    return clean(match.group()) if match else clean(text)


def issuer(page: Page) -> Cell | None:
    """Return the cell with the company that a page speaks for: the topmost one, names before mere trades."""
    hits = [cell for cell in page.written if cell.is_legible and _COMPANY.search(cell.text) and len(cell.text) < 60]
    return min(hits, key=lambda cell: cell.top, default=None)
