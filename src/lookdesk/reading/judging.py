"""Questions that reading must not decide: genuine or fake, safe or not. It shows what stands there and hands off."""

from __future__ import annotations

from collections.abc import Sequence

from lookdesk.reading import describing, lookup
from lookdesk.reading.fields import FIELDS
from lookdesk.reading.folding import plain
from lookdesk.reading.outcomes import State
from lookdesk.reading.page import Page
from lookdesk.reading.question import Wanted
from lookdesk.reading.reply import Found, Reply
from lookdesk.types import Action, Certainty

_SAFETY_FIELDS = ("allergens", "warnings", "ingredients", "usage", "material", "expiry")
_GENUINE_FIELDS = (
    "brand",
    "model",
    "manufacturer",
    "address",
    "standard",
    "licence",
    "approval",
    "batch",
    "production_date",
    "expiry",
    "barcode",
    "service_phone",
)


def safe(chinese: bool, pages: Sequence[Page]) -> Reply:
    """Quote ingredients and warnings, and hand off: whether something is safe is no reading."""
    found = [
        (field_id, hit) for page in pages for field_id in _SAFETY_FIELDS if (hit := _read(field_id, page)) is not None
    ][:2]
    advice = (
        "涉及人身安全，请转人工由专业人员确认。"
        if chinese
        else "This is about someone's safety: hand over to a specialist."
    )
    if not found:
        text = (
            "图中没有配料、警示或禁忌说明，无法判断。"
            if chinese
            else "The picture shows no ingredients and no warnings; this cannot be judged from it."
        )
        return Reply(text, Certainty.ABSENT, (), Action.HANDOFF, advice)
    shown = [
        f"{describing.label_of(field_id, chinese)}{'：' if chinese else ': '}{hit.value}" for field_id, hit in found
    ]
    text = (
        f"图中写的是：{'；'.join(shown)}。是否适合请由专业人员确认。"
        if chinese
        else f"It says: {'; '.join(shown)}. Whether that is safe is for a specialist to say."
    )
    return Reply(text, Certainty.READ, tuple(hit for _, hit in found), Action.HANDOFF, advice)


def genuine(chinese: bool, pages: Sequence[Page]) -> Reply:
    """List the differences and what is missing; a verdict is not ours."""
    advice = (
        "真伪请由品牌方或质检人员判定。"
        if chinese
        else "Whether it is genuine is for the brand or an inspector to say."
    )
    read = {field_id: [_read(field_id, page) for page in pages] for field_id in _GENUINE_FIELDS}
    hits = [hit for row in read.values() for hit in row if hit is not None]
    differing = [
        field_id
        for field_id, row in read.items()
        if len(pages) > 1 and all(row) and len({plain(hit.value) for hit in row if hit is not None}) > 1
    ]
    one_sided = [field_id for field_id, row in read.items() if len(pages) > 1 and any(row) and not all(row)]
    missing = [field_id for field_id, row in read.items() if not any(row)] if len(pages) == 1 else []
    separator = "、" if chinese else ", "
    parts = []
    if differing:
        parts.append(
            ("两张不同：" if chinese else "Different: ")
            + separator.join(_pair(field_id, read[field_id], chinese) for field_id in differing[:3])
        )
    if one_sided:
        parts.append(
            ("只有一张有：" if chinese else "On one only: ")
            + separator.join(describing.label_of(field_id, chinese) for field_id in one_sided[:4])
        )
    if missing:
        parts.append(
            ("图中没有：" if chinese else "Not shown: ")
            + separator.join(describing.label_of(field_id, chinese) for field_id in missing[:5])
        )
    if not parts:
        parts.append("能读到的内容没有差别" if chinese else "What can be read does not differ")
    text = (
        ("；".join(parts) + "。不能凭照片判断真伪。")
        if chinese
        else ("; ".join(parts) + ". A photo cannot decide whether it is genuine.")
    )
    return Reply(text, Certainty.INFERRED if hits else Certainty.ABSENT, tuple(hits[:6]), Action.HANDOFF, advice)


def _pair(field_id: str, row: Sequence[Found | None], chinese: bool) -> str:
    shown = " / ".join(hit.value for hit in row if hit is not None)
    return (
        f"{describing.label_of(field_id, chinese)}（{shown}）"
        if chinese
        else f"{describing.label_of(field_id, chinese)} ({shown})"
    )


def _read(field_id: str, page: Page) -> Found | None:
    outcome = lookup.look_up(Wanted("", FIELDS[field_id]), page)
    return outcome.found[0] if outcome.state is State.FOUND else None
