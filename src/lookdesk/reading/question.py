"""What a question asks for: the intent, the fields it names, and what it says of them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from lookdesk.facts import FactKind
from lookdesk.reading.fields import Field, Span, asked_in, known
from lookdesk.reading.folding import TRADITIONAL, is_chinese, plain


class Intent(StrEnum):
    """The kinds of question that can be answered by reading."""

    LOOK_UP = "look_up"
    YES_OR_NO = "yes_or_no"
    TRANSCRIBE = "transcribe"
    DESCRIBE = "describe"
    GENUINE = "genuine"
    SAFE = "safe"


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """One value that a question asks for."""

    topic: str
    """The question's own words for it, without the question: 信用卡积分, port of discharge."""
    field: Field | None = None
    qualifiers: tuple[str, ...] = ()
    """What the value belongs to: 拿铁, 高速档, the latte."""
    kinds: tuple[FactKind, ...] = ()
    """What the question's form says of the value (多少钱, when); empty where it says nothing."""
    unit: str = ""
    """The unit that the question names (多少克), as it stands there."""
    party: str = ""

    def label(self, chinese: bool) -> str:
        """Return the value's name in the question's language."""
        if self.field is None or (self.topic and self.field.is_loose and plain(self.topic) in self.field.names):
            return self.topic
        name = self.field.chinese if chinese else self.field.english
        if self.party and self.party != self.field.party:
            owner = next((f for f in known().values() if f.party == self.party), None)
            if owner:
                return f"{owner.chinese}{name}" if chinese else f"{owner.english} {name.lower()}"
        return name


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A question, understood."""

    text: str
    intent: Intent
    wanted: tuple[Wanted, ...]
    is_comparison: bool = False

    @property
    def chinese(self) -> bool:
        return is_chinese(self.text)


_FRAME = re.compile(
    r"请问|请|麻烦|你好|帮(?:我|忙)?|看一?下|看看|查一?下|告诉我|能不能|能否|可以|识别|读出|说说|"
    r"(?:这|那|该|本|此)(?:张|个|件|款|台|块|瓶|盒|袋|包|家|条|把|只|部|辆|份|种|支|罐|箱|双|套)?(?:图片|照片|图像|截图|图|单据|单子|面单|小票|收据|发票|票据|标签|吊牌|铭牌|包装|卡片|海报)?(?:里面|里|上面|上|中)?(?:的)?|"
    r"(?:图片|照片|图像|截图|图|画面)(?:里面|里|上面|上|中)(?:的)?|"
    r"(?:包装|标签|吊牌|铭牌|面板|控制面板|屏幕|显示屏|显示器|页面|界面|单据|面单|小票|收据|发票|票面|瓶身|机身|正面|背面|左边|右边|左侧|右侧)(?:(?:上面|上|中|里|显示屏上|屏幕上)(?:的|显示的|印的|写的|标的|标注的)?|的|显示的|印的|写的|标的|标注的)"
)
_ENDING = re.compile(
    r"(?:分别|各自|应该|大概|到底|一共|总共|具体)*(?:是|为|有|写的是|写着|显示的?是|显示|标的是|印的是|标注的是|等于)*(?:在)?"
    r"(?:多少|什么|哪|几|谁|怎么|如何|何时|多久|多长|多重|多大|多高)[^,,。]*$"
)
_QUESTION_WORDS = re.compile(r"[吗呢啊呀吧?。!]")
_JOINED = re.compile(r"[、,,/]|和|与|及|以及|跟|\band\b")
_ENGLISH_FRAME = re.compile(
    r"\b(?:please|can you|could you|tell me|read|show me|what(?:'s| is| are| was| were)?|which|who(?:'s| is)?|when(?:'s| is| was)?|"
    r"where(?:'s| is)?|how (?:many|much|long|big|heavy)|is|are|was|were|does|did|do|the|a|an|there|written|printed|shown|displayed|stated|listed|given|"
    r"on this|on the|in this|in the|of this|picture|photo|image|screenshot|label|receipt|invoice|document|prescription|package|packaging|bottle|bill|ticket|form|"
    r"display|screen|log|show|shows|say|says|this|that|it|its|to be|made|mentioned|appears?|have|has|for|bought|purchased|on which|at which|finish(?:ed)? with|process|"
    r"issued?|issues|makes?|sells?|sold|produced|charged|called|used|placed|many|much|will|should|would|need|i|we|my|you|your|me|customer paid)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:on|in|of|from|at|for)\s+(?:the|this|that|my|a)\s+(?:check|cheque|slip|menu|card|page|sign|box|tag|nameplate|plate|panel|list|"
    r"product|item|package|store|shop|bill|receipt|invoice|order|ticket|form|machine|device|parcel|label|bottle|purchase)s?\b",
    re.IGNORECASE,
)
_PARTIES = {
    "sender": re.compile(r"寄件|发件|寄方|发货|寄出方|\b(?:sender|shipper|consignor)(?:'s)?\b", re.IGNORECASE),
    "recipient": re.compile(r"收件|收货|收方|\b(?:recipient|consignee|receiver|addressee)(?:'s)?\b", re.IGNORECASE),
    "buyer": re.compile(r"购买方|购方|买方|\b(?:buyer|customer)(?:'s)?\b", re.IGNORECASE),
    "patient": re.compile(r"患者|病人|\bpatient(?:'s)?\b", re.IGNORECASE),
    "doctor": re.compile(r"医生|医师|\b(?:doctor|physician)(?:'s)?\b", re.IGNORECASE),
    "passenger": re.compile(r"乘客|旅客|\bpassenger(?:'s)?\b", re.IGNORECASE),
}
_KINDS: tuple[tuple[re.Pattern[str], tuple[FactKind, ...]], ...] = (
    (
        re.compile(r"多少(?:钱|元|块)|几块|价|金额|费用|\b(?:price|cost|amount|how much)\b", re.I),
        (FactKind.PRICE, FactKind.NUMBER),
    ),
    (re.compile(r"哪一?(?:天|日)|日期|几月|几号(?!楼)|\b(?:date|which day|what day)\b", re.I), (FactKind.DATE,)),
    (re.compile(r"什么时候|何时|什么时间|\bwhen\b", re.I), (FactKind.DATE, FactKind.TIME)),
    (re.compile(r"几点|\bwhat time\b", re.I), (FactKind.TIME,)),
    (re.compile(r"电话|手机号|热线|\b(?:phone|tel|fax)\b", re.I), (FactKind.PHONE,)),
    (re.compile(r"百分之|比例|\bpercent", re.I), (FactKind.PERCENTAGE,)),
    (
        re.compile(
            r"(?:多少|几)(?:毫?克|千克|公斤|斤|毫?升|瓦|千瓦|伏|安|度|秒|分钟|小时|转|米|厘米|毫米|千焦|大卡|寸|吨|天|年|个?月|立方米)"
        ),
        (FactKind.QUANTITY, FactKind.NUMBER),
    ),
    (
        re.compile(r"(?:号码?|编号|序号|代码|编码|数字|条码)|\b(?:number|no\.?|code|id)\b", re.I),
        (FactKind.CODE, FactKind.MODEL, FactKind.NUMBER),
    ),
    (re.compile(r"多少|几|读数|数值|\bhow many\b|\bvalue\b", re.I), (FactKind.NUMBER, FactKind.QUANTITY)),
)
_UNIT = re.compile(
    r"(?:多少|几)(毫克|千克|公斤|克|斤|毫升|升|千瓦|瓦|伏|安|秒|分钟|小时|转|厘米|毫米|米|千焦|大卡|立方米|吨|天|年|个?月)"
)
_COMPARISON = re.compile(
    r"哪(?:个|件|张|款|次|家|一)[^,,]{0,12}更|更(?:便宜|贵|大|多|早|晚|新|重|高|低)|相差|差多少|多多少|少多少|一样吗|相同|是否一致|区别|不同|"
    r"分别|两(?:张|个|件|次|款|份)|\b(?:both|compare|difference|differ|same|cheaper|dearer|more expensive|larger|bigger|later|earlier|higher|lower|newer|older|more than|which one)\b",
    re.I,
)
_INTENTS: tuple[tuple[Intent, re.Pattern[str]], ...] = (
    (
        Intent.GENUINE,
        re.compile(
            r"真假|真伪|正品|假货|真的还是假|是真是假|是不是真的|是假的|仿冒|\b(?:genuine|fake|counterfeit|authentic|real or)\b",
            re.I,
        ),
    ),
    (
        Intent.SAFE,
        re.compile(
            r"安全吗|能吃吗|能不能吃|可以吃吗|能喝吗|可以喝吗|能不能用|(?:孕妇|儿童|小孩|宝宝|婴儿|老人|哺乳期|糖尿病|过敏)[^??]{0,12}(?:吗|能|可以)|过敏|有没有副作用|有毒|"
            r"\b(?:safe|allerg\w*|can (?:i|we|my|children|kids|babies|pregnant\b.*|a child|diabetics) (?:eat|drink|take|use))\b",
            re.I,
        ),
    ),
    (
        Intent.DESCRIBE,
        re.compile(
            r"描述|介绍一?下这张|这(?:张图|张照片|张截图|是)?(?:是|个是)?什么(?:图|图片|照片|单据|文件|东西的照片)|图里有什么|图中有什么|图上有什么|讲了什么|内容概括|概括|总结一?下|"
            r"\b(?:describe|summari[sz]e|what (?:is|does) (?:this|the) (?:picture|photo|image|document)(?: show| about)?|what kind of (?:document|picture))\b",
            re.I,
        ),
    ),
    (
        Intent.TRANSCRIBE,
        re.compile(
            r"识别|转写|抄(?:写|录|下)|誊|(?:所有|全部|完整)(?:的)?(?:文字|内容|字)|写的?是什么|写了什么|写着什么|写的什么|什么字|"
            r"\b(?:transcribe|ocr|read (?:all|out|the (?:text|note|whole))|all (?:the )?text|what (?:does|do) .{0,60}\bsay\b|what(?:'s| is) written)\b",
            re.I,
        ),
    ),
    (
        Intent.YES_OR_NO,
        re.compile(
            r"吗[??]?\s*$|有没有|是否|是不是|能不能|可不可以|含不含|^\s*(?:is|are|does|do|did|has|have|can|was|were)\b",
            re.I,
        ),
    ),
)
_POSITION_WORDS = re.compile(
    r"(?:最?(?:上|下|左|右|前|后)(?:面|方|边|侧|角)?|左上角|右上角|左下角|右下角|中间|大标题|角标|旁边|之间|括号)(?:的|一行|一列|标注|印|写|显示)*|"
    r"\b(?:above|below|under|beneath|next to|beside|after|before|right|left|top|bottom|corner|in brackets|brackets|side of)\b",
    re.I,
)
EMPTY_WORDS = frozenset(
    map(
        plain,
        "商品 产品 东西 设备 机器 衣服 裙子 包裹 快递 内容 信息 情况 显示 上面 一栏 栏 当前 本次 这次 次 现在 一下 卡 图 显示的 写的 设置 机 台 "
        "水表 仪器 搅拌器 加油机 加油 餐厅 家店 店 人 它 他 她 时候 数值 值 数字 名称 英文 中文 系列 完整 product item goods machine device thing shop store car bottle company value number total all name first last".split(),
    )
)
"""What says nothing about which value on the page is meant."""


def understand(text: str) -> tuple[Asked, ...]:
    """Return what a question asks, one for each of its sentences."""
    text = unicodedata.normalize("NFKC", text).strip()
    simple = "".join(TRADITIONAL.get(character, character) for character in text)
    sentences = [part for part in re.split(r"(?<=[??;;])\s*|\n+", simple) if part.strip(" ??;;.。")]
    comparison = bool(_COMPARISON.search(simple))
    return tuple(
        Asked(sentence.strip(), intent_of(sentence), _wanted(sentence), comparison)
        for sentence in sentences or [simple]
    )


def intent_of(text: str) -> Intent:
    """Return what kind of question it is."""
    return next((intent for intent, pattern in _INTENTS if pattern.search(text)), Intent.LOOK_UP)


def names_position(text: str) -> bool:
    """Tell whether the question says where to look instead of what the value is called."""
    return bool(_POSITION_WORDS.search(text))


def kinds_of(text: str) -> tuple[FactKind, ...]:
    """Return the kinds of fact that a question's form asks for."""
    return next((kinds for pattern, kinds in _KINDS if pattern.search(text)), ())


def _wanted(text: str) -> tuple[Wanted, ...]:
    party = next((party for party, pattern in _PARTIES.items() if pattern.search(text)), "")
    unit = _UNIT.search(text)
    kinds = kinds_of(text)
    spans = [span for span in asked_in(text) if not _is_only_framing(span, text)]
    attributes = [span for span in spans if not _names_party(span, party)] or spans
    topic = topic_of(text)
    if not attributes:
        return (Wanted(topic, None, _qualifiers(topic, ""), kinds, unit.group(1) if unit else "", party),)
    chosen = _joined_last(text, attributes)
    if party and any(_names_party(span, party) for span in spans) and _asks_party_itself(text, spans, attributes):
        chosen = [span for span in spans if _names_party(span, party)][-1:] + [
            s
            for s in chosen
            if s not in spans[:0] and not _names_party(s, party) and s.name not in ("姓名", "名字", "name")
        ]
    qualifiers = _qualifiers(
        topic_of(text[: chosen[0].start]) if is_chinese(text) else topic_of(_without(text, chosen)), party
    )
    return tuple(
        Wanted(
            topic if len(chosen) == 1 else text[span.start : span.end],
            _best_field(span, kinds, party),
            qualifiers,
            kinds if len(chosen) == 1 else (),
            unit.group(1) if unit else "",
            party,
        )
        for span in chosen
    )


def topic_of(text: str) -> str:
    """Return a question's words without its framing: what it is about."""
    text = _QUESTION_WORDS.sub(" ", text)
    if is_chinese(text):
        text = _ENDING.sub("", _FRAME.sub(" ", text).strip()).strip()
        text = re.sub(r"^(?:的|上|是|有|里|中)+|(?:的|是|有|为|上|写|印|标注?|显示|分别)+$", "", text.strip())
        return text.strip(" ,,::“”\"'")
    text = _PLACE.sub(" ", text)
    return " ".join(_ENGLISH_FRAME.sub(" ", re.sub(r"\([^)]*\)", " ", text)).split()).strip(" .,:;\"'?") if text else ""


def _qualifiers(topic: str, party: str) -> tuple[str, ...]:
    """Split what stands before the value's name into what it belongs to; drop what says nothing."""
    parts = re.split(r"的|上|里|\bof\b|\bin\b|\bon\b|\bfor\b|\bfrom\b|\bto\b", topic) if topic else []
    cleaned = [
        re.sub(r"(?:设置|显示|标注|写|印|档|上面|一共|今日)+$", "", part.strip(" ,,:()")) or part.strip()
        for part in parts
    ]
    return tuple(
        part
        for part in cleaned
        if len(plain(part)) > 1 and plain(part) not in EMPTY_WORDS and not (party and _PARTIES[party].search(part))
    )


def _names_party(span: Span, party: str) -> bool:
    return bool(party) and any(field.party == party for field in span.fields)


def _asks_party_itself(text: str, spans: list[Span], attributes: list[Span]) -> bool:
    """寄件人是谁, 收件人姓名: the person is asked for, not only the owner of a phone or an address."""
    named = {field.id for span in attributes for field in span.fields}
    return bool(re.search(r"谁|\bwho\b|姓名|名字|\bname\b", text, re.I)) or named <= {"name"} or not attributes


def _is_only_framing(span: Span, text: str) -> bool:
    """Drop a one-letter name, and 'to', 'from', 'in' and the like inside an English sentence."""
    return span.name in {
        "to",
        "from",
        "add",
        "code",
        "net",
        "open",
        "keep",
        "store",
        "contains",
        "item",
        "ref",
        "shop",
        "order",
        "card",
        "收",
        "寄",
        "col",
        "web",
        "paid",
        "current",
        "change",
        "input",
        "rate",
        "style",
    } and not re.search(rf"\b{re.escape(text[span.start : span.end])}(?:\s+(?:number|no|id)|\s*[??.]?$)", text, re.I)


def _joined_last(text: str, spans: list[Span]) -> list[Span]:
    """Return the last named field, and those that 和/与/and joins to it."""
    if not is_chinese(text):
        return spans[:1] + [
            span for span in spans[1:2] if re.fullmatch(r"\s*(?:,|and|&)\s*", text[spans[0].end : span.start])
        ]
    chosen = [spans[-1]]
    for span in reversed(spans[:-1]):
        between = text[span.end : chosen[0].start]
        if _JOINED.search(between) and len(between) <= 6:
            chosen.insert(0, span)
        elif between.strip() in {"", "的"} and len(span.name) < 2:
            continue
        else:
            break
    return chosen


def _best_field(span: Span, kinds: tuple[FactKind, ...], party: str) -> Field:
    """Choose among fields that share a name by what the question's form asks for."""
    fitting = [field for field in span.fields if party and field.party == party]
    fitting += [field for field in span.fields if kinds and field.kinds and field.kinds[0] == kinds[0]]
    return (fitting or list(span.fields))[0]


def _without(text: str, spans: list[Span]) -> str:
    for span in sorted(spans, key=lambda span: -span.start):
        text = f"{text[: span.start]} {text[span.end :]}"
    return text
