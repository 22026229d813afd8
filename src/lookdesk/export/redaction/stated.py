"""Values of name and address fields that a text states itself: 收件人：李雷，地址：…; the recipient is Li Lei."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lookdesk.export.redaction import labels, people
from lookdesk.export.redaction.spans import Kind, Span
from lookdesk.reading.fields import names_in

NAME_FIELDS = frozenset(
    {"name", "sender", "recipient", "buyer", "passenger", "patient", "doctor", "signed_by", "payee", "drawer", "cashier"}
    | {"salesperson", "notify_party"}
)
_WEAK = frozenset(
    {"客户", "寄", "收", "from", "to", "customer", "buyer", "seller", "server", "operator", "clerk", "notify", "contact", "dr"}
    | {"doctor", "patient", "payer", "drawer", "抬头", "买家", "卖家", "顾客", "旅客", "乘客", "医生", "医师", "姓名", "复核", "操作员", "name", "名字"}
) - {"姓名", "name", "名字"}
"""Names that also open a line of talk (客户：这个多少钱？) or of settings (from: 5): only what looks like a name follows."""

_MORE_NAMES = re.compile(
    r"联系人|持卡人|户名|申请人|车主|业主|户主|投保人|被保险人|提货人|订购人|下单人|取件人|领取人|负责人|法定代表人|法人代表|买家|卖家|顾客"
    r"|\b(?:contact(?: person)?|card ?holder|account (?:holder|name)|attn|attention|c/o|(?:first|last|given|family|sur|full) ?name|surname"
    r"|beneficiary|applicant|policy ?holder|tenant|guest(?: name)?|addressed to)\b(?:'s name)?",
    re.IGNORECASE | re.ASCII,
)
_MORE_ADDRESSES = re.compile(
    r"住在|家住|家庭住址|居住地|户籍|(?:寄|送|发|配送)(?:到|往|至)|所在地区|收货信息"
    r"|\b(?:deliver(?:ed)?|ship(?:ped)?|sent|send) to|\bliv(?:es?|ing|ed) (?:at|in)\b|\b(?:home|street|mailing) address|\breside[sd]? at",
    re.IGNORECASE | re.ASCII,
)
_NO_PERSON_BEFORE = re.compile(
    r"(?:产品|商品|文件|店铺|公司|品牌|项目|设备|软件|程序|系统|变量|域|游戏|网站|药品|食品|菜|书|歌|图片|照片|型号|函数|这个|那个|门店|商家|服务|网络|别)的?$"
    r"|\b(?!(?:his|her|my|your|their|our|full|customer|client|user|contact|recipient|sender|patient|passenger|person|guest|holder|first|last|the|and"
    r"|shipper|consignee|buyer|receiver|s|is|with)\b)[A-Za-z]+[ _-]$",
    re.IGNORECASE | re.ASCII,
)
_NO_PLACE_BEFORE = re.compile(
    r"(?:IP|MAC|网络|邮箱|邮件|内存|网站|链接|下载|寄存器|接口|服务器|起始|目标|物理|逻辑|虚拟|端口|电子|文件|图片|存储|绑定|官网|微信|仓库系统)\s?$"
    r"|\b(?:url|web|e-?mail|memory|network|host|server|base|start|physical|virtual|bind|listen|ip|mac|remote|local)[ _-]$",
    re.IGNORECASE | re.ASCII,
)
_NO_NAME_AFTER = re.compile(r"签[名字收]|盖章|类型|类别|说明|须知|确认|声明|网点|代收|明细|查询|[''’]s (?!name)")
_COLON = re.compile(r"(?:'s name)?\s?(?:\([^()\n]{0,12}\)\s?)?(?:[:=|\t]|\"\s*:\s*\"?|-{2,}|(?<=\s)-(?=\s))[\s\"'|]*|[ ]*\n\s*")
_IS = re.compile(r"(?:的?(?:名字|姓名|全名))?(?:'s name)?\s?(?:应该|写的|就|显示)?(?:是|为|叫做?|在|姓|\b(?:is|was|at|in|named|called)\b(?: (?:called|named|at))?)\s?[:\"'“「]?", re.ASCII)
_SPACE = re.compile(r"\s{1,4}")
_STOP = re.compile(r"[,;。.!?\"“”「」<>{}\[\]|\n\t\0]|\s{2,}|\d{3,}|[(（]\d|(?<=[一-鿿]{2}) |(?<=先生|女士|小姐) ")
_STOP_LATIN = re.compile(r"[,;。!?\"“”<>{}\[\]|\n\t\0()]|\s{2,}|\s-\s|\.(?=\s+[A-Z][a-z]+ [a-z])|\.$|[\d+]")
_STOP_PLACE = re.compile(r"[,;。!?\"“”「」<>{}\[\]|\n\t\0]|\s{2,}|\.(?:\s|$)(?<!\b[A-Z][a-z]\.\s)")
_COMMA = re.compile(r"\s*[,、;]\s*|\s*\n\s*|\s+")
_NOBODY = re.compile(
    r"(?:谁|哪|什么|多少|不|没|未|无|空|否|看|模糊|本人|同上|缺|已|请|怎|如何|是|在|的|和|与|及|或|信息|名称|一致|错|有误|收件|寄件|[我你您他她它这那])"
    r"|(?:n/?a|none|null|nil|unknown|not|no|un\w+|illegible|missing|blank|empty|hidden|same|see|please|who|what|the|this|that|it|he|she|they|a|an|in|at|on"
    r"|is|masked|redacted|true|false|yes)\b",
    re.IGNORECASE,
)
_LONGEST_NAME = 40
_LONGEST_PLACE = 120


class Key(NamedTuple):
    """The name of a field in a text."""

    start: int
    end: int
    kind: Kind
    is_weak: bool


def keys_in(text: str) -> list[Key]:
    """Return where a folded text names a person's name or address, in order of place."""
    found: list[Key] = []
    for span in names_in(text):
        ids = {field.id for field in span.fields}
        kind = Kind.ADDRESS if "address" in ids else Kind.NAME if ids & NAME_FIELDS else None
        if kind:
            found.append(Key(span.start, span.end, kind, span.name in _WEAK))
    for pattern, kind in ((_MORE_NAMES, Kind.NAME), (_MORE_ADDRESSES, Kind.ADDRESS)):
        for match in pattern.finditer(text):
            is_weak = match[0].lower() in _WEAK or pattern is _MORE_ADDRESSES
            if not any(key.start <= match.start() and match.end() <= key.end for key in found):
                found.append(Key(*match.span(), kind, is_weak))
    return sorted(key for key in found if _is_private(key, text))


def _is_private(key: Key, text: str) -> bool:
    before = text[max(0, key.start - 24) : key.start]
    if key.kind is Kind.ADDRESS:
        return not _NO_PLACE_BEFORE.search(before)
    if _NO_NAME_AFTER.match(text, key.end):
        return False
    name = text[key.start : key.end].lower()
    if name in {"to", "from", "寄", "收"} and before.strip() and before[-1] not in "\n\t|,;":
        return False
    return name not in {"name", "名字"} or not _NO_PERSON_BEFORE.search(before)


def find_stated(text: str) -> Iterator[Span]:
    """Yield the values of name and address fields that a folded text states."""
    keys = keys_in(text)
    for number, key in enumerate(keys):
        limit = keys[number + 1].start if number + 1 < len(keys) else len(text)
        limit = next((span.start for span in names_in(text) if key.end < span.start < limit and _opens(text, span.end)), limit)
        find = _place if key.kind is Kind.ADDRESS else _name
        yield from find(text, key, limit)


def _opens(text: str, end: int) -> bool:
    """Tell whether a field's name is followed by its value, and is not only a word."""
    return bool(re.match(r"\s?(?:[:=|]|是|为|\t|号|码|\s?\+?\d)", text[end:]))


def _name(text: str, key: Key, limit: int) -> Iterator[Span]:
    if colon := _COLON.match(text, key.end):
        start = colon.end()
        end = _name_end(text, start, limit)
        if not _is_name(text[start:end], key):
            return
    elif verb := _IS.match(text, key.end):
        start = verb.end()
        end = _spoken_end(text, start, limit)
    else:
        start = (space.end() if (space := _SPACE.match(text, key.end)) else key.end)
        if not (person := people.PERSON.match(text, start)):
            return
        end = person.end()
        while end > start and not _is_boundary(text, end):
            end -= 1
        if not people.is_person(text[start:end]) and not re.match(people.TITLED, text[start:end]):
            return
    if start < end <= limit and not _NOBODY.match(text, start):
        yield Span(start, end, Kind.NAME)
        yield from _rest_of_address(text, end, limit, is_place=False)


def _is_boundary(text: str, at: int) -> bool:
    return at == len(text) or not text[at].isalpha() or text[at] in "的是在住和与及"


def _name_end(text: str, start: int, limit: int) -> int:
    """Return where the name ends that begins at a place behind a colon."""
    if spaced := re.match(r"[一-鿿] {1,3}[一-鿿](?![一-鿿])", text[start:limit]):
        return start + spaced.end()
    is_latin = text[start : start + 1].isascii()
    stop = (_STOP_LATIN if is_latin else _STOP).search(text, start, min(limit, start + _LONGEST_NAME))
    end = stop.start() if stop else min(limit, start + _LONGEST_NAME)
    if is_latin and (given := re.match(r", ?[A-Z][a-z]+(?: [A-Z]\.?)?(?=\s*(?:$|[\n\t|;]))", text[end:limit])):
        end += given.end()  # Voss, Clara
    return start + len(text[start:end].rstrip(" :-/('、"))


def _spoken_end(text: str, start: int, limit: int) -> int:
    """Return where the name ends that a sentence says; ``start`` where it says none."""
    if latin := re.compile(people.LATIN_NAME).match(text, start, limit):
        return start + len(latin[0].rstrip(".'"))
    stop = re.compile(r"[^一-鿿·]|的|吗|吧|呢|在|和|住|请").search(text, start, limit)
    end = stop.start() if stop else limit
    person = people.PERSON.match(text, start, limit)
    if person:
        return min(person.end(), max(end, start + 2))
    return end if 2 <= end - start <= 4 else start


def _is_name(value: str, key: Key) -> bool:
    """Tell whether what stands behind a name's colon is a name."""
    if not any(map(str.isalpha, value)) or _NOBODY.match(value):
        return False
    if any(span.start == 0 for span in names_in(value)):
        return False
    return not key.is_weak or bool(people.PERSON.fullmatch(value)) or bool(re.fullmatch(people.LATIN_NAME, value))


def _place(text: str, key: Key, limit: int) -> Iterator[Span]:
    colon = _COLON.match(text, key.end) if not key.is_weak else None
    verb = _IS.match(text, key.end)
    mark = colon or verb or _SPACE.match(text, key.end)
    start = mark.end() if mark else key.end
    stop = _STOP_PLACE.search(text, start, min(limit, start + _LONGEST_PLACE))
    end = stop.start() if stop else min(limit, start + _LONGEST_PLACE)
    end = start + len(text[start:end].rstrip(" :-("))
    value = text[start:end]
    is_latin = value.isascii()
    looks = people.is_address(value) or (is_latin and people.is_address_abroad(value) and (bool(verb) or bool(colon)))
    is_written = bool(colon) and any(map(str.isalpha, value)) and "@" not in value and "://" not in value
    if not looks and not (is_written and not re.match(r"0x|[0-9a-f:.]+$", value, re.IGNORECASE)):
        return
    if start == end or _NOBODY.match(value) or any(span.start == 0 and _opens(value, span.end) for span in names_in(value)):
        return
    yield Span(start, end, Kind.ADDRESS)
    yield from _rest_of_address(text, end, limit, is_place=True)


def _rest_of_address(text: str, end: int, limit: int, *, is_place: bool) -> Iterator[Span]:
    """Yield the parts behind commas, and the lines below, that go on with an address."""
    while (comma := _COMMA.match(text, end, limit)) and comma.end() < limit:
        stop = _STOP_PLACE.search(text, comma.end(), limit)
        start, end = comma.end(), stop.start() if stop else limit
        part = text[start:end].rstrip()
        is_abroad = part.isascii() and people.is_address_abroad(part) and (is_place or any(map(str.isdigit, part)))
        if not part or keys_in(part) or labels.names_number(part) or not (people.is_address(part) or is_abroad):
            return
        yield Span(start, start + len(part), Kind.ADDRESS)
        is_place = True
        end = start + len(part)
