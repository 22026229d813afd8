"""What a picture shows, as far as its text tells: the kind of document, its main fields, how well it can be read."""

from __future__ import annotations

from dataclasses import dataclass

from lookdesk.reading import lookup
from lookdesk.reading.fields import FIELDS, names_in
from lookdesk.reading.outcomes import State
from lookdesk.reading.page import Page
from lookdesk.reading.question import Wanted
from lookdesk.reading.reply import Found, Reply
from lookdesk.types import Action, Certainty, LineSource

MOST_FIELDS = 4
"""Fields named in a description: it shall stay two sentences."""


@dataclass(frozen=True, slots=True)
class Document:
    """A kind of document and the fields by which it is known, the most telling first."""

    chinese: str
    english: str
    fields: tuple[str, ...]


DOCUMENTS = (
    Document(
        "快递面单",
        "a waybill",
        ("tracking_number", "recipient", "sender", "destination", "phone", "insured", "signing_time"),
    ),
    Document(
        "购物小票或收据", "a receipt", ("total", "company", "date", "cash", "change", "tax", "subtotal", "item_count")
    ),
    Document(
        "发票", "an invoice", ("invoice_number", "total", "date", "invoice_code", "buyer", "tax_number", "po_number")
    ),
    Document(
        "食品标签",
        "a food label",
        ("product_name", "net_content", "production_date", "shelf_life", "ingredients", "licence", "storage"),
    ),
    Document(
        "服装吊牌",
        "a garment tag",
        ("model", "material", "garment_size", "standard", "safety_class", "grade", "price", "washing"),
    ),
    Document(
        "设备铭牌",
        "a nameplate",
        ("model", "voltage", "power", "serial", "frequency", "current", "speed", "manufacturer"),
    ),
    Document(
        "药品包装或说明书",
        "a medicine's package or leaflet",
        ("product_name", "usage", "batch", "expiry", "approval", "warnings", "manufacturer"),
    ),
    Document("车票", "a ticket", ("fare", "travel_date", "seat", "train", "gate", "departure_place", "destination")),
    Document(
        "银行卡凭证", "a card slip", ("card_number", "terminal", "merchant_id", "transaction_number", "total", "date")
    ),
    Document(
        "提单",
        "a bill of lading",
        ("port_of_discharge", "port_of_loading", "vessel", "gross_weight", "recipient", "sender"),
    ),
    Document("处方", "a prescription", ("patient", "doctor", "date", "diagnosis", "usage")),
    Document(
        "报错界面或日志", "an error screen or log", ("error_code", "exception", "exit_code", "http_status", "function")
    ),
)


def describe(chinese: bool, pages: list[Page]) -> Reply:
    """Describe the pictures, each in one or two sentences."""
    replies = [_one(chinese, page, numbered=len(pages) > 1) for page in pages]
    certainty = Certainty.INFERRED if any(r.certainty is Certainty.INFERRED for r in replies) else Certainty.UNREADABLE
    retake = next((reply for reply in replies if reply.action is Action.RETAKE), None)
    return Reply(
        " ".join(reply.text for reply in replies),
        certainty,
        tuple(hit for reply in replies for hit in reply.found),
        retake.action if retake else Action.NONE,
        retake.advice if retake else "",
    )


def kind_of(page: Page) -> Document | None:
    """Return the kind of document by the fields that a page names; None below two of them."""
    named = {field.id for cell in page.written for span in names_in(cell.text) for field in span.fields}
    counts = [(sum(field_id in named for field_id in document.fields), document) for document in DOCUMENTS]
    most, document = max(counts, key=lambda pair: pair[0])
    return document if most >= 2 else None


def _one(chinese: bool, page: Page, *, numbered: bool) -> Reply:
    head = (f"第{page.number}张：" if chinese else f"Picture {page.number}: ") if numbered else ""
    legible = [cell for cell in page.cells if cell.is_legible]
    if not legible:
        text = "图中没有能读出的文字。" if chinese else "There is no legible text in the picture."
        advice = (
            "请靠近、对焦、避开反光后重拍一张。"
            if chinese
            else "Please take it again: closer, in focus, without glare."
        )
        return Reply(head + text, Certainty.UNREADABLE, (), Action.RETAKE, advice)
    document = kind_of(page)
    found = _main_fields(page, document) if document else []
    if not found:
        largest = sorted(legible, key=lambda cell: -cell.height)[:2]
        found = [("", Found(cell.text, page, cell)) for cell in largest if cell.line.source is not LineSource.BARCODE]
    name = (
        (document.chinese if chinese else document.english)
        if document
        else ("有文字的图片" if chinese else "a picture with text")
    )
    shown = ("；" if chinese else "; ").join(
        (f"{label_of(field_id, chinese)}：{hit.value}" if chinese else f"{label_of(field_id, chinese)}: {hit.value}")
        if field_id
        else hit.value
        for field_id, hit in found
    )
    share = len(legible) / len(page.cells)
    quality = _quality(share, chinese)
    text = (
        f"{head}这看起来是{name}，{shown}。{quality}"
        if chinese
        else f"{head}This looks like {name}: {shown}. {quality}"
    )
    return Reply(text, Certainty.INFERRED, tuple(hit for _, hit in found))


def label_of(field_id: str, chinese: bool) -> str:
    """Return a field's name in the language of the answer."""
    return (FIELDS[field_id].chinese if chinese else FIELDS[field_id].english) if field_id else ""


def _main_fields(page: Page, document: Document) -> list[tuple[str, Found]]:
    found = []
    for field_id in document.fields:
        outcome = lookup.look_up(Wanted("", FIELDS[field_id]), page)
        if outcome.state is State.FOUND and len(outcome.found[0].value) < 40:
            found.append((field_id, outcome.found[0]))
        if len(found) == MOST_FIELDS:
            break
    return found


def _quality(share: float, chinese: bool) -> str:
    if share > 0.9:
        return "文字清晰可读。" if chinese else "The text is clear."
    if share > 0.6:
        return "大部分文字可读，少数看不清。" if chinese else "Most of the text is legible, some is not."
    return "多数文字看不清。" if chinese else "Most of the text is not legible."
