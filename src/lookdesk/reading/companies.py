"""Names of companies, known by how they end."""

from __future__ import annotations

import re

from lookdesk.reading.page import Cell, Page, distance
from lookdesk.reading.values import clean

FIELDS = frozenset({"company", "manufacturer", "carrier"})

_CARRIER = re.compile(
    r"(?:顺丰|圆通|中通|申通|韵达|百世汇通|百世|汇通|极兔|德邦|京东|天天|宅急送|优速|中国邮政|邮政|菜鸟|丹鸟|安能|跨越)"
    r"(?:速运|速递|快递|快运|物流|汇通)?|\bEMS\b|"
    r"\b(?:SF|YTO|ZTO|STO|BEST|J&T|DHL|FedEx|UPS|USPS|TNT|Aramex|DPD|GLS|Hermes|Royal Mail)"
    r"(?:\s?(?:EXPRESS|Express))?\b"
)
"""Carriers, whose names end in no word for a company."""

_COMPANY = re.compile(
    r"[一-鿿()()A-Za-z0-9·&]{2,30}?(?:有限责任公司|股份有限公司|有限公司|集团公司|公司|集团|公寓|药业|制药厂|"
    r"食品厂|商行|商店|超市|酒店|饭店|餐厅|医院|药房|大药房|银行|速递|快递|速运|物流|"
    r"工厂)(?:[一-鿿]{2,12}(?:分公司|店))?"
    r"|[A-Z][\w&.,'’() -]{1,60}?\b(?:SDN\.?\s?BHD|BHD|CO\.?,?\s?LTD|PTE\.?\s?LTD|LTD|LIMITED|INC|LLC|"
    r"CORP(?:ORATION)?|GMBH|PLC|COMPANY|Company|S\.?A\.?|AG|Ltd|Inc|Corp|Co|Bhd|GmbH|ENTERPRISE|TRADING|"
    r"RESTAURANTS?)\b\.?(?:\s?\([A-Z0-9 -]+\))?",
)


def name_in(text: str) -> str:
    """Return the company's name in a text; the whole text where none is known by its ending."""
    match = _COMPANY.search(text) or _CARRIER.search(text)
    return clean(match.group()) if match else clean(text)


def issuer(page: Page) -> Cell | None:
    """Return the cell with the company that a page speaks for: the topmost one, names before mere trades."""
    return min(_hits(page, _COMPANY), key=lambda cell: cell.top, default=None)


def carrier(page: Page) -> Cell | None:
    """Return the cell that names the carrier of a parcel: the largest such name."""
    return max(_hits(page, _CARRIER), key=lambda cell: cell.height, default=None)


def near(anchor: Cell, page: Page) -> Cell | None:
    """Return the cell with the company's name nearest to a cell (an address, a telephone)."""
    hits = [cell for cell in _hits(page, _COMPANY) if cell is not anchor]
    return min(hits, key=lambda cell: (distance(anchor, cell), cell.top), default=None)


def _hits(page: Page, pattern: re.Pattern[str]) -> list[Cell]:
    return [cell for cell in page.written if cell.is_legible and len(cell.text) < 60 and pattern.search(cell.text)]
