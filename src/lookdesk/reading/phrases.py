"""The words of questions, Chinese and English: framing, endings, kinds of value, intents. Data, as patterns."""

from __future__ import annotations

import re

from lookdesk.facts import FactKind
from lookdesk.reading.folding import plain

_DOCUMENT = "图片|照片|图像|截图|图|画面|单据|单子|面单|小票|收据|发票|票据|票|标签|吊牌|铭牌|包装|卡片|海报|处方"
_SURFACE = "包装|标签|吊牌|铭牌|控制面板|面板|屏幕|显示屏|显示器|页面|界面|单据|面单|小票|收据|发票|票面|瓶身|机身|正面|背面|左边|右边|左侧|右侧"
_SHOWN = "显示的|印的|写的|标的|标注的|的"

FRAME = re.compile(
    r"请问|请|麻烦|你好|帮(?:我|忙)?(?:念|读|看|查|找)?(?:一?下)?|看一?下|看看|查一?下|念一?下|读一?下|告诉我|能不能|能否|可以|识别|读出|说说|"
    rf"(?:这|那|该|本|此)(?:张|个|件|款|台|块|瓶|盒|袋|包|家|条|把|只|部|辆|份|种|支|罐|箱|双|套)?(?:{_DOCUMENT})?(?:里面|里|上面|上|中)?(?:的)?|"
    rf"(?:{_DOCUMENT})(?:里面|里|上面|上|中)(?:的)?|"
    rf"(?:{_SURFACE})(?:(?:上面|上|中|里|显示屏上|屏幕上)(?:{_SHOWN})?|{_SHOWN})"
)
"""What a Chinese question says before it comes to its matter."""

ENDING = re.compile(
    r"(?:分别|各自|应该|大概|到底|一共|总共|具体)*(?:是|为|有|写的是|写着|显示的?是|显示|标的是|印的是|标注的是|等于)*(?:在)?"
    r"(?:多少|什么|哪|几|谁|怎么|如何|何时|多久|多长|多重|多大|多高)[^,。]*$"
)
"""Where a Chinese question asks, at its end."""

ASKED_THING = re.compile(
    r"(?:含有?|有|用了?|需要|加了?)(?:多少|几)(?!毫?克|千克|公斤|斤|毫?升|千?瓦|钱|元|块|秒|分钟|小时|天|年|个月|度|转|米|厘米|毫米|个|件|张|笔|瓶|盒|袋|户|位|人)([一-鿿]{2,6})\s*$"
)
"""What a question counts, where it stands behind the question word: 每100克含多少蛋白质."""

COUNTED = re.compile(r"(?:多少|几)(?:笔|单|条|项|次|件|个|户|人|台|张|封|页|步)")
"""A question that counts things."""

QUESTION_WORDS = re.compile(r"[吗呢啊呀吧?。!]")
JOINED = re.compile(r"[、,/]|和|与|及|以及|跟|\band\b")

ENGLISH_FRAME = re.compile(
    r"\b(?:please|can you|could you|tell me|read|show me|what(?:'s| is| are| was| were)?|which|who(?:'s| is)?|"
    r"when(?:'s| is| was)?|where(?:'s| is)?|how (?:many|much|long|big|heavy)|is|are|was|were|does|did|do|the|a|an|there|"
    r"written|printed|shown|displayed|stated|listed|given|on this|on the|in this|in the|of this|picture|photo|image|"
    r"screenshot|label|receipt|invoice|document|prescription|package|packaging|bottle|bill|ticket|form|display|screen|log|"
    r"shows?|says?|this|that|it|its|to be|made|mentioned|appears?|have|has|for|bought|purchased|on which|at which|"
    r"finish(?:ed)? with|process|issued?|issues|makes?|sells?|sold|produced|charged|called|used|placed|many|much|will|"
    r"should|would|need|i|we|my|you|your|me|customer paid|billed|ordered|included|now|right now|currently|cost)\b",
    re.IGNORECASE,
)
PLACE = re.compile(
    r"\b(?:on|in|of|from|at|for)\s+(?:the|this|that|my|a)\s+(?:check|cheque|slip|menu|card|page|sign|box|tag|nameplate|"
    r"plate|panel|list|product|item|package|store|shop|bill|receipt|invoice|order|ticket|form|machine|device|parcel|label|"
    r"bottle|purchase|screen|display|picture|photo|stamp|log|stickers?)s?\b",
    re.IGNORECASE,
)
"""Where an English question says that something stands: any document will do."""

PARTIES = {
    "sender": re.compile(r"寄件|发件|寄方|发货|寄出方|\b(?:sender|shipper|consignor)(?:'s)?\b", re.IGNORECASE),
    "recipient": re.compile(r"收件|收货|收方|\b(?:recipient|consignee|receiver|addressee)(?:'s)?\b", re.IGNORECASE),
    "buyer": re.compile(r"购买方|购方|买方|客户|顾客|\b(?:buyer|customer)(?:'s)?\b", re.IGNORECASE),
    "patient": re.compile(r"患者|病人|\bpatient(?:'s)?\b", re.IGNORECASE),
    "doctor": re.compile(r"医生|医师|\b(?:doctor|physician)(?:'s)?\b", re.IGNORECASE),
    "passenger": re.compile(r"乘客|旅客|\bpassenger(?:'s)?\b", re.IGNORECASE),
}
"""Whose a name, a telephone, an address may be."""

_CODES = (FactKind.CODE, FactKind.MODEL, FactKind.NUMBER)
KINDS: tuple[tuple[re.Pattern[str], tuple[FactKind, ...]], ...] = (
    (
        re.compile(
            r"多少(?:钱|元|块)|几块|价|金额|费用|\b(?:price|cost|amount|how much(?: is| are| was| were| does| did| do| money))\b",
            re.I,
        ),
        (FactKind.PRICE, FactKind.NUMBER),
    ),
    (re.compile(r"什么时候|何时|什么时间|\bwhen\b", re.I), (FactKind.DATE, FactKind.TIME)),
    (re.compile(r"几点|\bwhat time\b", re.I), (FactKind.TIME,)),
    (
        re.compile(r"哪一?(?:天|日)|日期|几月|几号(?!楼|桌|机|台)|\b(?:date|which day|what day)\b", re.I),
        (FactKind.DATE,),
    ),
    (re.compile(r"电话|手机号|热线|\b(?:phone|tel|fax)\b", re.I), (FactKind.PHONE,)),
    (re.compile(r"百分之|比例|\bpercent", re.I), (FactKind.PERCENTAGE,)),
    (
        re.compile(
            r"(?:多少|几)(?:毫?克|千克|公斤|斤|毫?升|瓦|千瓦|伏|安|度|秒|分钟|小时|转|米|厘米|毫米|千焦|大卡|寸|吨|天|年|个?月|立方米)"
        ),
        (FactKind.QUANTITY, FactKind.NUMBER),
    ),
    (re.compile(r"(?:号码?|编号|序号|代码|编码|数字|条码)|\b(?:number|no\.?|code|id)\b", re.I), _CODES),
    (re.compile(r"多少|几|读数|数值|\bhow (?:many|much)\b|\bvalue\b", re.I), (FactKind.NUMBER, FactKind.QUANTITY)),
)
"""What the form of a question says of the value."""

UNIT = re.compile(
    r"(?:多少|几)(毫克|千克|公斤|克|斤|毫升|升|千瓦|瓦|伏|安|秒|分钟|小时|转|厘米|毫米|米|千焦|大卡|立方米|吨|天|年|个?月)"
)
UNIT_ASKED = re.compile(r"单位(?!名称|地址)|\b(?:what|which) unit\b|\bunit of\b", re.IGNORECASE)

COMPARISON = re.compile(
    r"哪(?:个|件|张|款|次|家|一)[^,]{0,12}[更最]|更(?:便宜|贵|大|多|早|晚|新|重|高|低)|相差|差多少|差几|差了|多多少|少多少|一样吗|相同|是否一致|区别|不同|"
    r"哪(?:个|张|次|件)(?:小票|票|单|图)?[^,]{0,6}(?:多|少|贵|便宜|早|晚)|分别|两(?:张|个|件|次|款|份|台)|"
    r"\b(?:both|compare|difference|differ|same|cheaper|dearer|more expensive|larger|bigger|later|earlier|higher|lower|newer|"
    r"older|more|less|apart|exceed|cheapest|dearest|which one)\b",
    re.I,
)

EACH = re.compile(r"分别|各是|各自|每一?张|\b(?:each|respectively)\b", re.IGNORECASE)
"""What asks every picture by itself."""

GENUINE = re.compile(
    r"真假|真伪|正品|假货|真的还是假|哪[个张件]是?真|是真是假|是不是真的|是假的|仿冒|\b(?:genuine|fake|counterfeit|authentic|real or)\b",
    re.I,
)
SAFE = re.compile(
    r"安全吗|能吃吗|能不能吃|可以吃吗|能喝吗|可以喝吗|(?:孕妇|儿童|小孩|宝宝|婴儿|老人|哺乳期|糖尿病|过敏)[^?]{0,12}(?:吗|能|可以)|过敏|有没有副作用|有毒|"
    r"\b(?:safe|allerg\w*|can (?:i|we|my|children|kids|babies|pregnant\b.*|a child|diabetics) (?:eat|drink|take|use))\b",
    re.I,
)
DESCRIBE = re.compile(
    r"描述|介绍一?下这张|这(?:张图|张照片|张截图|是)?(?:是|个是)?什么(?:图|图片|照片|单据|文件|东西的照片)|图里有什么|图中有什么|图上有什么|讲了什么|"
    r"内容概括|概括|总结一?下|\b(?:describe|summari[sz]e|what (?:is|does) (?:this|the) (?:picture|photo|image|document)"
    r"(?: show| about)?|what kind of (?:document|picture))\b",
    re.I,
)
TRANSCRIBE = re.compile(
    r"识别|转写|抄(?:写|录|下)|誊|(?:所有|全部|完整)(?:的)?(?:文字|内容|字)|写的?是什么|写了什么|写着什么|写的?什么|什么字|"
    r"\b(?:transcribe|ocr|read (?:all|out|the (?:text|note|whole))|all (?:the )?text|what (?:does|do) .{0,60}\bsay\b|"
    r"what(?:'s| is) written)\b",
    re.I,
)
WHOLE = re.compile(
    r"(?:纸条|便条|字条|便签|卡片|牌子|告示|通知|留言)上?写(?:了|的|着)|"
    r"识别|转写|抄|誊|所有|全部|完整|整(?:张|段|页)|上面写|\b(?:transcribe|ocr|read (?:all|out|the)|all (?:the )?text|everything)\b|"
    r"what (?:does|do) (?:the|this) (?:note|sign|label|card|picture|page|plate|message) say|what(?:'s| is) written (?:here|on (?:it|this|the \w+))",
    re.I,
)
"""What asks for the text of the whole page; a question for a part of it is not answered with all."""
YES_OR_NO = re.compile(
    r"吗\?*\s*$|有没有|是否|是不是|能不能|可不可以|含不含|^\s*(?:is|are|does|do|did|has|have|can|was|were)\b", re.I
)

EMPTY_WORDS = frozenset(
    map(
        plain,
        [
            "商品",
            "产品",
            "东西",
            "设备",
            "机器",
            "衣服",
            "裙子",
            "包裹",
            "快递",
            "内容",
            "信息",
            "情况",
            "显示",
            "上面",
            "一栏",
            "栏",
            "当前",
            "本次",
            "这次",
            "次",
            "现在",
            "一下",
            "卡",
            "图",
            "显示的",
            "写的",
            "设置",
            "机",
            "台",
            "水表",
            "仪器",
            "搅拌器",
            "加油机",
            "加油",
            "餐厅",
            "家店",
            "店",
            "人",
            "它",
            "他",
            "她",
            "时候",
            "数值",
            "值",
            "数字",
            "名称",
            "英文",
            "中文",
            "系列",
            "完整",
            "刷",
            "刷卡",
            "打",
            "打印",
            "开",
            "开票",
            "买",
            "购买",
            "下单",
            "消费",
            "交易",
            "结账",
            "印",
            "今天",
            "今天买",
            "顾客",
            "客户",
            "用户",
            "支票",
            "付款",
            "这一项",
            "一项",
            "单子",
            "单",
            "小票",
            "product",
            "item",
            "goods",
            "machine",
            "device",
            "thing",
            "shop",
            "store",
            "car",
            "bottle",
            "company",
            "value",
            "number",
            "total",
            "all",
            "name",
            "first",
            "last",
            "customer",
            "purchase",
            "transaction",
            "check",
            "amount",
            "customer's",
        ],
    )
)
"""What says nothing about which value on the page is meant."""

FRAMING_NAMES = frozenset(
    [
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
        "product",
        "goods",
        "now",
        "was",
        "commodity",
        "description",
        "printed",
        "web",
        "mail",
        "table",
        "room",
        "server",
        "operator",
        "clerk",
        "contact",
        "line",
        "unit",
    ]
)
"""Names of fields that are also everyday words of a question: they count only with "number", "no" or at its end."""

SHOP = re.compile(
    r"店|馆|诊所|餐厅|饭店|酒店|医院|\b(?:shop|store|restaurant|cafe|clinic|hotel|hospital|bar)\b", re.IGNORECASE
)
"""What has its name in the largest letters on top of its papers."""
SUPERLATIVE = re.compile(
    r"最高|最大|最多|最贵|最低|最小|最少|最便宜|\b(?:highest|largest|most expensive|maximum|max|lowest|smallest|cheapest|minimum|min)\b",
    re.I,
)
LEAST = re.compile(r"最低|最小|最少|最便宜|\b(?:lowest|smallest|cheapest|minimum|min)\b", re.I)

FORMER = re.compile(
    r"原价|原来|之前|降价前|优惠前|实付|实际|付了|面额|定金|首付|押金|\b(?:originally|before discount|deposit)\b", re.I
)
"""What asks for another price than the one that is printed large."""
