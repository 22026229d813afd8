"""Values of name and address fields that a text states itself: 收件人：李雷，地址：…; the recipient is Li Lei."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lookdesk.export.redaction import labels, people
from lookdesk.export.redaction.keys import Key, keys_in
from lookdesk.export.redaction.spans import Kind, Span
from lookdesk.reading.fields import names_in

_COLON = re.compile(  # also a table's bar, JSON's quotes, bold type's stars, and the end of the line
    r"(?:[*_`]{1,3}|</\w{1,9}>)?(?:'s name)?\s?(?:\([^()\n]{0,12}\)\s?)?"
    r"(?:[:=|\t]|\"\s*:\s*\"?|-{2,}|(?<=\s)-(?=\s))"
    r"[\s\"'|*_`\[【「『“‘]*|[ ]*\n\s*"
)
_IS = re.compile(
    r"[*_`]{0,3}(?:的?(?:名字|姓名|全名))?(?:'s name)?\s?(?:field|line|那?一?栏[里中]?|处)?\s?"
    r"(?:应该|就|显示|填写?|写)?"
    r"(?:是不是|是否[是为]?|[是为在姓由着叫]|叫做|改成|换成"
    r"|\b(?:is|was|at|in|says|reads|named|called)\b(?: (?:called|named|at))?)"
    r"\s?[:\"'“「『*`]*",
    re.ASCII,
)
_SURE_VERB = re.compile(r"[叫“「\"'姓]|名")
"""What stands before a name and nothing else; after 是 there may be 公司 or 同一个人."""
_SPACE = re.compile(r"\s{1,4}")
_CHANGED = re.compile(rf"(?:改为|改成|换成|变更为)({people.PERSON.pattern})(?![一-鿿])")
_LATIN_NAME = re.compile(people.LATIN_NAME)
_SPACED_NAME = re.compile(r"[一-鿿] {1,3}[一-鿿](?![一-鿿])")
_GIVEN_NAME = re.compile(r", ?[A-Z][a-z]+(?: [A-Z]\.?)?(?=\s*(?:$|[\n\t|;]))")
_NAME_AT_END = re.compile(rf"({people.PERSON.pattern}) ?(?:收|亲收|启|\d.*)?")

_CLOSING = r",;。!?\"“”「」『』【】`*<>{}\[\]|\n\t\0"
_STOP = re.compile(rf"[{_CLOSING}.]|\s{{2,}}|\d{{3,}}|[(（]\d|(?<=[一-鿿]{{2}}) |(?<=先生|女士|小姐) ")
_STOP_LATIN = re.compile(rf"[{_CLOSING}()]|\s{{2,}}|\s-\s|\.(?=\s+[A-Z][a-z]+ [a-z])|\.$|[\d+]")
_STOP_PLACE = re.compile(rf"[{_CLOSING}]|\s{{2,}}|\.(?:\s|$)")
_STOP_SPOKEN = re.compile(r"[^一-鿿·]|[的吗吧呢在和住请改换]")
_COMMA = re.compile(r"\s*[,、;]\s*|\s*\n\s*|\s+")
_NOBODY = re.compile(  # what stands in a name's or an address's place and is none
    r"(?:谁|哪|什么|多少|不|没|未|无|空|否|看|模糊|本人|同|见|详|缺|已|请|怎|如何|是|在|的|和|与|及|或|信息|名称|一致|错|有误"
    r"|收件|寄件|[我你您他她它这那])"
    r"|(?:n/?a|none|null|nil|unknown|not|no|un\w+|illegible|missing|blank|empty|hidden|same|see|please|who|what|the|this"
    r"|that|it|he|she|they|a|an|in|at|on|is|masked|redacted|true|false|yes)\b",
    re.IGNORECASE,
)
_MEMORY = re.compile(r"0x|[0-9a-f:.]+$", re.IGNORECASE)
_LONGEST_NAME = 40
_LONGEST_PLACE = 120


def find_stated(text: str) -> Iterator[Span]:
    """Yield the values of name and address fields that a folded text states."""
    keys = keys_in(text)
    for number, key in enumerate(keys):
        limit = keys[number + 1].start if number + 1 < len(keys) else len(text)
        is_place = key.kind is Kind.ADDRESS
        opens = _opens_by_mark if is_place else _opens
        others = (span.start for span in names_in(text) if key.end < span.start < limit and opens(text, span.end))
        limit = next(others, limit)
        yield from _place(text, key, limit) if is_place else _name(text, key, limit)


def _opens(text: str, end: int) -> bool:
    """Tell whether a field's name is followed by its value, and is not only a word."""
    return bool(re.match(r"\s?(?:[:=|]|是|为|\t|号|码|\s?\+?\d)", text[end:]))


def _opens_by_mark(text: str, end: int) -> bool:
    """Tell whether a mark stands between a name and its value: Room 1203 is a part of an address, Room: 3 is not."""
    return bool(re.match(r"\s?(?:[:=|\t]|号码?\s?[:\d])", text[end:]))


def _name(text: str, key: Key, limit: int) -> Iterator[Span]:
    if colon := _COLON.match(text, key.end):
        start = colon.end()
        end = _written_end(text, start, limit)
        if not _is_name(text[start:end], key):
            return
    elif verb := _IS.match(text, key.end):
        start = verb.end()
        is_sure = bool(_SURE_VERB.search(verb[0]) or "名" in text[key.start : key.end])
        end = _spoken_end(text, start, limit, is_sure=is_sure)
    else:
        start = space.end() if (space := _SPACE.match(text, key.end)) else key.end
        end = _unmarked_end(text, start, limit, key)
    if start < end <= limit and not _NOBODY.match(text, start):
        yield Span(start, end, Kind.NAME)
        if changed := _CHANGED.match(text, end):
            yield Span(*changed.span(1), Kind.NAME)
        yield from _rest_of_address(text, end, limit, is_place=False)


def _written_end(text: str, start: int, limit: int) -> int:
    """Return where the name ends that begins at a place behind a colon."""
    if spaced := _SPACED_NAME.match(text, start, limit):
        return spaced.end()
    is_latin = text[start : start + 1].isascii()
    furthest = min(limit, start + _LONGEST_NAME)
    stop = (_STOP_LATIN if is_latin else _STOP).search(text, start, furthest)
    end = stop.start() if stop else furthest
    if is_latin and (given := _GIVEN_NAME.match(text, end, limit)):
        end = given.end()  # Voss, Clara
    return start + len(text[start:end].rstrip(" :-/('、"))


def _is_name(value: str, key: Key) -> bool:
    """Tell whether what stands behind a name's colon is a name."""
    if not any(map(str.isalpha, value)) or _NOBODY.match(value):
        return False
    if any(span.start == 0 for span in names_in(value)):
        return False
    return not key.is_weak or bool(people.PERSON.fullmatch(value) or _LATIN_NAME.fullmatch(value))


def _spoken_end(text: str, start: int, limit: int, *, is_sure: bool) -> int:
    """Return where the name ends that a sentence says; ``start`` where it says none."""
    if latin := _LATIN_NAME.match(text, start, limit):
        return start + len(latin[0].rstrip(".'"))
    stop = _STOP_SPOKEN.search(text, start, limit)
    end = stop.start() if stop else limit
    if person := people.PERSON.match(text, start, limit):
        return min(person.end(), max(end, start + 2))
    return end if is_sure and 2 <= end - start <= 4 else start


def _unmarked_end(text: str, start: int, limit: int, key: Key) -> int:
    """Return where the name ends that stands right behind the field's; ``start`` where none does."""
    if not key.is_weak and (latin := _LATIN_NAME.match(text, start, limit)):
        name = latin[0].rstrip(".'")
        return start + len(name) if people.is_person(name) else start
    person = people.PERSON.match(text, start, limit)
    end = person.end() if person else start
    while end > start and not _is_boundary(text, end):
        end -= 1
    return end if people.is_person(text[start:end]) else start


def _is_boundary(text: str, at: int) -> bool:
    return at == len(text) or not text[at].isalpha() or text[at] in "的是在住和与及来说问打"


def _place(text: str, key: Key, limit: int) -> Iterator[Span]:
    colon = _COLON.match(text, key.end) if not key.is_weak else None
    mark = colon or _IS.match(text, key.end) or _SPACE.match(text, key.end)
    start = mark.end() if mark else key.end
    end = _place_end(text, start, min(limit, start + _LONGEST_PLACE))
    value = text[start:end]
    if not value or _NOBODY.match(value):
        return
    if any(span.start == 0 and _opens_by_mark(value, span.end) for span in names_in(value)):
        return
    if not _looks_like_place(value, is_marked=mark is not None and mark.re is not _SPACE) and not (
        colon and any(map(str.isalpha, value)) and "@" not in value and "://" not in value and not _MEMORY.match(value)
    ):
        return
    yield Span(start, end, Kind.ADDRESS)
    yield from _rest_of_address(text, end, limit, is_place=True)


def _place_end(text: str, start: int, limit: int) -> int:
    stop = _STOP_PLACE.search(text, start, limit)
    return start + len(text[start : stop.start() if stop else limit].rstrip(" :-("))


def _looks_like_place(value: str, *, is_marked: bool) -> bool:
    is_clear = is_marked or any(map(str.isdigit, value))
    return people.is_address(value) or (value.isascii() and is_clear and people.is_address_abroad(value))


def _rest_of_address(text: str, end: int, limit: int, *, is_place: bool) -> Iterator[Span]:
    """Yield the parts behind commas, and the lines below, that go on with an address or add who lives there."""
    while (comma := _COMMA.match(text, end, limit)) and comma.end() < limit:
        start, end = comma.end(), _place_end(text, comma.end(), limit)
        part = text[start:end]
        if person := _NAME_AT_END.fullmatch(part):
            yield Span(start, start + person.end(1), Kind.NAME)
            continue
        is_like = _looks_like_place(part, is_marked=is_place)
        if not part or not is_like or keys_in(part) or labels.names_number(part):
            return
        yield Span(start, end, Kind.ADDRESS)
        is_place = True
