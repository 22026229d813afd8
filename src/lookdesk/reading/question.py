"""What a question asks for: the intent, the fields it names, and what it says of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from lookdesk.facts import FactKind
from lookdesk.reading import phrases
from lookdesk.reading.fields import FIELDS, Field, Span, asked_in
from lookdesk.reading.folding import is_chinese, plain, simplified


class Intent(StrEnum):
    """The kinds of question that can be answered by reading."""

    LOOK_UP = "look_up"
    YES_OR_NO = "yes_or_no"
    TRANSCRIBE = "transcribe"
    DESCRIBE = "describe"
    GENUINE = "genuine"
    SAFE = "safe"


_INTENTS = (
    (Intent.GENUINE, phrases.GENUINE),
    (Intent.SAFE, phrases.SAFE),
    (Intent.DESCRIBE, phrases.DESCRIBE),
    (Intent.TRANSCRIBE, phrases.TRANSCRIBE),
    (Intent.YES_OR_NO, phrases.YES_OR_NO),
)
OWNED = frozenset({"phone", "address", "name", "company", "postcode", "email", "tax_number", "fax", "card_number"})
"""The fields that each party of a document has one of."""
_LATIN_NAME = re.compile(r"\s*(?:是|为|号|码|编号|多少|什么|怎么|写|呢|\?|$)")
"""What follows a field's Latin name in a Chinese question (SN是多少); elsewhere it is part of a longer name."""
_MONEY = frozenset({"total", "deposit", "amount_left", "fare"})
_DEFAULTS = {FactKind.DATE: "date", FactKind.TIME: "time", FactKind.PHONE: "phone"}
"""The field of a question that only says what kind of value it wants: when, at what time."""


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """One value that a question asks for."""

    topic: str
    """The question's own words for it, without the question: 信用卡积分, port of discharge."""
    field: Field | None = None
    said: str = ""
    """The field's name as the question says it; empty where it only paraphrases it (多少钱)."""
    others: tuple[Field, ...] = ()
    """Further fields that the same words may mean, to be tried where the first is not found."""
    qualifiers: tuple[str, ...] = ()
    """What the value belongs to: 拿铁, 高速档, the latte."""
    kinds: tuple[FactKind, ...] = ()
    """What the question's form says of the value (多少钱, when); empty where it says nothing."""
    unit: str = ""
    """The unit that the question names (多少克), as it stands there."""
    party: str = ""
    text: str = ""
    """The whole sentence."""

    def label(self, chinese: bool) -> str:
        """Return the value's name in the question's language: as the question says it, where it names it."""
        if self.field is None:
            return self.topic
        name = self.field.chinese if chinese else self.field.english
        if self.said and is_chinese(self.said) == chinese:
            name = self.said
        if self.party and self.party != self.field.party:
            owner = next((field for field in FIELDS.values() if field.party == self.party), None)
            if owner is not None:
                return f"{owner.chinese}{name}" if chinese else f"{owner.english} {name.lower()}"
        return name


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A question, understood."""

    text: str
    intent: Intent
    wanted: tuple[Wanted, ...]
    chinese: bool
    """Is the reply to be in Chinese? It may take its words from an earlier question in the other language."""
    is_comparison: bool = False


def understand(text: str, chinese: bool | None = None) -> tuple[Asked, ...]:
    """Return what a question asks, one for each of its sentences.

    Args:
        text: the question.
        chinese: whether the reply is to be in Chinese; None for the language of each sentence.
    """
    simple = simplified(text)
    sentences = [part.strip() for part in re.split(r"(?<=[?;])\s*|\n+", simple) if part.strip(" ?;.。")]
    is_comparison = bool(phrases.COMPARISON.search(simple))
    return tuple(
        Asked(each, intent_of(each), _wanted(each), is_chinese(each) if chinese is None else chinese, is_comparison)
        for each in sentences or [simple]
    )


def intent_of(text: str) -> Intent:
    """Return what kind of question it is."""
    return next((intent for intent, pattern in _INTENTS if pattern.search(text)), Intent.LOOK_UP)


def kinds_of(text: str) -> tuple[FactKind, ...]:
    """Return the kinds of fact that a question's form asks for."""
    return next((kinds for pattern, kinds in phrases.KINDS if pattern.search(text)), ())


def topic_of(text: str) -> str:
    """Return a question's words without its framing: what it is about."""
    text = phrases.QUESTION_WORDS.sub(" ", text)
    if is_chinese(text):
        asked = phrases.ASKED_THING.search(text)
        if asked is not None and plain(asked.group(1)) not in phrases.EMPTY_WORDS:
            return asked.group(1)
        text = phrases.ENDING.sub("", phrases.FRAME.sub(" ", text).strip()).strip()
        text = re.sub(r"^(?:的|是|有|这|那)+|(?:的|是|有|为|上|写|印|标注?|显示|分别)+$", "", text)
        return text.strip(" ,:“”\"'")
    text = re.sub(r"\([^)]*\)", " ", phrases.PLACE.sub(" ", text))
    return " ".join(phrases.ENGLISH_FRAME.sub(" ", text).split()).strip(" .,:;\"'?")


def _wanted(text: str) -> tuple[Wanted, ...]:
    party = next((party for party, pattern in phrases.PARTIES.items() if pattern.search(text)), "")
    unit = phrases.UNIT.search(text)
    kinds = kinds_of(text)
    chosen = _named(text, party)
    topic = topic_of(text)
    if not chosen:
        is_now = re.search(r"今天|今日|现在|\btoday\b", text, re.IGNORECASE)
        default = FIELDS[_DEFAULTS[kinds[0]]] if kinds and kinds[0] in _DEFAULTS and not is_now else None
        return (
            Wanted(
                topic,
                default,
                qualifiers=_qualifiers(topic),
                kinds=kinds,
                unit=unit.group(1) if unit else "",
                text=text,
            ),
        )
    before = text[: chosen[0].start] if is_chinese(text) else _without(text, chosen)
    wanted = []
    for span in chosen:
        field, *others = _fields(span, kinds, party)
        is_owned = field.id in OWNED or field.party == party
        wanted.append(
            Wanted(
                topic if len(chosen) == 1 and is_chinese(text) else text[span.start : span.end],
                field,
                said=text[span.start : span.end] if span.name in field.names else "",
                others=tuple(others),
                qualifiers=_qualifiers(topic_of(before), party),
                kinds=kinds if len(chosen) == 1 else (),
                unit=unit.group(1) if unit else "",
                party=party if is_owned else field.party,
                text=text,
            )
        )
    return tuple(wanted)


def _named(text: str, party: str) -> list[Span]:
    """Return the names of the wanted fields in a question; paraphrases only where it uses no name."""
    spans = [span for span in asked_in(_unquoted(text)) if not _is_everyday(span, text)]
    owners = [span for span in spans if party and any(field.party == party for field in span.fields)]
    rest = [span for span in spans if span not in owners]
    named = [span for span in rest if any(span.name in field.names for field in span.fields)]
    if any(field.id in _MONEY for span in rest for field in span.fields):  # 一共花了多少钱 asks for the total
        rest = [span for span in rest if span.name in span.fields[0].names or span.fields[0].id != "price"]
    if is_chinese(text):
        rest = [span for span in rest if is_chinese(span.name) or _LATIN_NAME.match(text[span.end :])]
        named = [span for span in named if span in rest]
    paraphrased = {kind for span in rest if span not in named for field in span.fields for kind in field.kinds[:1]}
    if FactKind.PRICE in paraphrased:  # 签收短信通知多少钱 asks for a price, whatever 签收 may name
        named = [span for span in named if any(FactKind.PRICE in field.kinds for field in span.fields)]
    attributes = _joined(text, named or rest, kinds_of(text))
    asks_name = re.search(r"谁|\bwho\b|姓名|名字|叫什么|\bname\b", text, re.IGNORECASE)
    asks_company = any(field.id == "company" for span in attributes for field in span.fields)
    if owners and (asks_name or asks_company or not attributes):
        own = {"name", "company"}
        return owners[-1:] + [span for span in attributes if not own & {field.id for field in span.fields}]
    return attributes


def _joined(text: str, spans: list[Span], kinds: tuple[FactKind, ...]) -> list[Span]:
    """Return the name that is asked for (in Chinese the last, in English the first) and those joined to it by and."""
    if not spans:
        return []
    if not is_chinese(text):
        fits = [any(field.kinds and kinds and field.kinds[0] == kinds[0] for field in span.fields) for span in spans]
        head = fits.index(True) if kinds and kinds[0] is FactKind.DATE and any(fits) else 0
        while head + 1 < len(spans) and not text[spans[head].end : spans[head + 1].start].strip():
            head += 1  # in "cash invoice number" the last word names it
        joined = spans[head + 1 : head + 2]
        between = text[spans[head].end : joined[0].start] if joined else ""
        return [spans[head], *joined] if re.fullmatch(r"\s*(?:,|and|&)\s*(?:the\s+)?", between) else [spans[head]]
    chosen = [spans[-1]]
    for span in reversed(spans[:-1]):
        between = text[span.end : chosen[0].start]
        if not phrases.JOINED.search(between) or len(between) > 6:
            break
        chosen.insert(0, span)
    return chosen


def _unquoted(text: str) -> str:
    """Blank out what the question quotes: it names a place, no field."""
    return re.sub(r"[“\"「『][^”\"」』]*[”\"」』]", lambda match: " " * len(match.group()), text)


def _fields(span: Span, kinds: tuple[FactKind, ...], party: str) -> list[Field]:
    """Arrange fields that share a name: the party's own, then those whose values the question's form asks for."""

    def misfit(field: Field) -> tuple[bool, bool, bool]:
        return (
            not (party and field.party == party),
            not (kinds and field.kinds and field.kinds[0] == kinds[0]),
            span.name not in field.names,
        )

    return sorted(span.fields, key=misfit)


def _qualifiers(topic: str, party: str = "") -> tuple[str, ...]:
    """Split what stands before the value's name into what it belongs to; drop what says nothing."""
    parts = re.split(r"[上里]?的|[()（）“”\"]|\b(?:of|in|on|for|from|to|at|by)\b", topic) if topic else []
    cleaned = [
        re.sub(
            r"(?:那一栏|这一栏|那栏|一栏|那个|设置|设的?|显示|标注|写|印|档|上面|一共|今日)+$", "", part.strip(" ,:")
        )
        for part in parts
    ]
    return tuple(
        part
        for part in (
            *cleaned,
            *(word for part in cleaned if is_chinese(part) for word in re.findall(r"[A-Za-z][\w&'-]{2,}", part)),
        )
        if (len(plain(part)) > 1 or is_chinese(part))
        and plain(part) not in phrases.EMPTY_WORDS
        and not (party and phrases.PARTIES[party].search(part))
    )


def _is_everyday(span: Span, text: str) -> bool:
    """Tell whether a name is only a word of the sentence: "to", "card", "order"."""
    word = re.escape(text[span.start : span.end])
    followed = rf"\b{word}(?:\s+(?:number|no|id|name)\b|\s*\??\s*$)"
    placed = rf"\b(?:of|on|in|from|at|by|was|this) (?:the |this |that |my |an? )?(?:\w+ )?{word}\s*\??\s*$"
    is_named = re.search(followed, text, re.IGNORECASE) and not re.search(placed, text, re.IGNORECASE)
    return span.name in phrases.FRAMING_NAMES and not is_named


def _without(text: str, spans: list[Span]) -> str:
    for span in sorted(spans, key=lambda span: -span.start):
        text = f"{text[: span.start]} {text[span.end :]}"
    return text
