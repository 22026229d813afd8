"""Names of name and address fields in a folded text, told from the same words in talk and in settings."""

from __future__ import annotations

import re
from typing import NamedTuple

from lookdesk.export.redaction.spans import Kind
from lookdesk.reading.fields import names_in

NAME_FIELDS = frozenset(
    {"name", "sender", "recipient", "buyer", "passenger", "patient", "doctor", "signed_by", "payee", "drawer"}
    | {"cashier", "salesperson", "notify_party"}
)
"""The fields whose values are names of people (or of the companies that stand in for them)."""
_WEAK = frozenset(
    {"寄", "收", "抬头", "客户", "买家", "卖家", "顾客", "旅客", "乘客", "医生", "医师", "复核", "操作员"}
    | {"from", "to", "customer", "buyer", "contact", "server", "operator", "clerk", "notify", "dr", "doctor", "patient"}
    | {"payer", "drawer"}
)
"""Names that also open a line of talk (客户：这个多少钱？) or of settings (from: 5): only a name counts."""
_SHORT = frozenset({"to", "from", "寄", "收"})
"""Words that are a field's name only where a line or a part of it begins."""

_MORE_NAMES = re.compile(  # which pictures seldom print, and so ``fields.toml`` does not hold
    r"[我他她]叫|联系人|持卡人|户名|申请人|车主|业主|户主|投保人|被保险人|提货人|订购人|下单人|取件人|领取人|负责人|法定代表人|法人代表"
    r"|买家|卖家|顾客|\b(?:contact(?: person)?|card ?holder|account (?:holder|name)|attn|attention|c/o"
    r"|(?:first|last|given|family|sur|full) ?name|beneficiary|applicant|policy ?holder|tenant|guest name"
    r"|addressed to)\b(?:'s name)?",
    re.IGNORECASE | re.ASCII,
)
_MORE_ADDRESSES = re.compile(
    r"住在|家住|家庭住址|居住地|户籍|(?:寄|送|发|配送)(?:到|往|至)|所在地区|收货信息"
    r"|\b(?:deliver(?:ed)?|ship(?:ped)?|sent|send) to|\bliv(?:es?|ing|ed) (?:at|in)\b"
    r"|\b(?:home|street|mailing) address|\breside[sd]? at",
    re.IGNORECASE | re.ASCII,
)
_THING = re.compile(  # the name of a product, the file name
    r"(?:产品|商品|文件|店铺|公司|品牌|项目|设备|软件|程序|系统|变量|域|游戏|网站|药品|食品|菜|书|歌|图片|照片|型号|函数"
    r"|这个|那个|门店|商家|服务|网络|别)的?$"
    r"|\b(?!(?:his|her|my|your|their|our|full|customer|client|user|contact|recipient|sender|patient|passenger|person"
    r"|guest|holder|first|last|the|and|shipper|consignee|buyer|receiver|s|is|with)\b)[A-Za-z]+[ _-]$",
    re.IGNORECASE | re.ASCII,
)
_NETWORK = re.compile(  # addresses where no postman goes
    r"(?:IP|MAC|网络|邮箱|邮件|内存|网站|链接|下载|寄存器|接口|服务器|起始|目标|物理|逻辑|虚拟|端口|电子|文件|图片|存储"
    r"|绑定|官网|微信)\s?$"
    r"|\b(?:url|web|e-?mail|memory|network|host|server|base|start|physical|virtual|bind|listen"
    r"|ip|mac|remote|local)[ _-]$",
    re.IGNORECASE | re.ASCII,
)
_COMPOUND = re.compile(r"签[名字收]|盖章|类型|类别|说明|须知|确认|声明|网点|代收|明细|查询|[''’]s (?!name)")
"""What makes another word of the name before it: 收件人签名 is no recipient's name."""
_LOOK_BACK = 24


class Key(NamedTuple):
    """The name of a field in a text."""

    start: int
    end: int
    kind: Kind
    is_weak: bool
    """Does only what looks like a value count as one?"""


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
            if not any(key.start <= match.start() and match.end() <= key.end for key in found):
                is_weak = kind is Kind.ADDRESS or match[0].lower() in _WEAK
                found.append(Key(*match.span(), kind, is_weak))
    return sorted((key for key in found if _is_private(key, text)), key=lambda key: key.start)


def _is_private(key: Key, text: str) -> bool:
    before = text[max(0, key.start - _LOOK_BACK) : key.start]
    if key.kind is Kind.ADDRESS:
        return not _NETWORK.search(before)
    name = text[key.start : key.end].lower()
    if name in _SHORT and before.strip() and before[-1] not in "\n\t|,;":
        return False
    return not _COMPOUND.match(text, key.end) and not (name in {"name", "名字"} and _THING.search(before))
