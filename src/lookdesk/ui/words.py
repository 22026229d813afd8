"""Every text of the page, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lookdesk.types import Action, Certainty, Detail, EngineState


@dataclass(frozen=True, slots=True)
class Words:
    """The page's texts in one language. ``{}`` stands where a number or a name goes."""

    title: str
    product: str
    headline: str
    can_do: str
    on_a_phone: str
    try_one: str
    examples: Mapping[str, tuple[str, str]]
    """File stem of an example picture → its name and a question to try."""

    add_pictures: str
    drop_here: str
    add_more: str
    accepted: str
    not_uploaded: str
    picture: str
    scaled: str
    remove: str
    new_conversation: str
    go_back: str
    too_many: str
    not_taken: str
    attached: str

    ask: str
    needs_picture: str
    waiting: str
    looking: str
    expected: str
    stop: str
    stopped: str
    again: str

    certainty: Mapping[Certainty, str]
    certainty_meaning: Mapping[Certainty, str]
    action: Mapping[Action, str]
    evidence: str
    line_read: str
    not_legible: str
    seconds: str
    took: str
    queued: str
    answered_by: str
    seen: str
    comma: str
    cut: str

    engine: str
    engine_state: Mapping[EngineState, str]
    engine_unknown: str
    detail: str
    details: Mapping[Detail, str]
    detail_meaning: str
    disconnected: str
    reconnecting: str

    language: str
    code_ask: str
    code_enter: str
    code_wrong: str
    code_refused: str
    open_to_all: str

    errors: Mapping[str, tuple[str, str]]
    """Error code → what happened, and what to do; where a code is missing, the API's own words stand alone."""
    error_detail: str


CHINESE = Words(
    title="看图客服",
    product="lookdesk",
    headline="放上客户的照片，直接提问",
    can_do="标签、铭牌、报错界面、快递面单、小票都能看：回答会标明是读到的还是推断的，并圈出依据；看不清就直说，不乱猜。",
    on_a_phone="点下方的 ＋ 添加照片，或点左上角的 » 打开照片栏。",
    try_one="手边没有照片？点一张试试：",
    examples={
        "label": ("商品标签", "净含量是多少？"),
        "nameplate": ("铭牌", "型号是什么？"),
        "error-screen": ("报错界面", "错误代码是什么？"),
        "waybill": ("快递面单", "运单号是多少？"),
        "receipt": ("购物小票", "总计是多少？"),
    },
    add_pictures="添加照片",
    drop_here="把照片拖到这里",
    add_more="继续添加",
    accepted="JPG、PNG、BMP、WebP、HEIC、GIF，每张不超过 20 MB，最多 10 张",
    not_uploaded="没有传上来：每张不超过 20 MB",
    picture="图 {}",
    scaled="由 {} 缩小",
    remove="移除图 {}",
    new_conversation="新对话",
    go_back="← 返回上一个对话",
    too_many="一次最多问 10 张照片，这一张没有加入。",
    not_taken="没有加入",
    attached="本次提问的照片",
    ask="输入问题，例如：保质期到哪天？",
    needs_picture="请添加客户的照片，问题已留着，收到照片马上回答。",
    waiting="排队中，第 {} 位",
    looking="正在看图",
    expected="预计 {} 秒出首字",
    stop="停止",
    stopped="已停止。",
    again="重试",
    certainty={
        Certainty.READ: "读到",
        Certainty.INFERRED: "推断",
        Certainty.UNREADABLE: "看不清",
        Certainty.ABSENT: "图中没有",
    },
    certainty_meaning={
        Certainty.READ: "图上写着",
        Certainty.INFERRED: "根据图上内容推断，请核对后再答复客户",
        Certainty.UNREADABLE: "图上有，但看不清",
        Certainty.ABSENT: "图上没有这一项",
    },
    action={Action.RETAKE: "请客户重拍", Action.HANDOFF: "转人工"},
    evidence="依据",
    line_read="读到的原文",
    not_legible="此处无法辨认",
    seconds="{} 秒",
    took="用时 {}",
    queued="其中排队 {}",
    answered_by="由 {} 回答",
    seen="模型所见 {}",
    comma="、",
    cut="回答太长，到这里截断了。可以问得更具体一些。",
    engine="引擎 {}",
    engine_state={EngineState.READY: "就绪", EngineState.LOADING: "加载中", EngineState.DOWN: "不可用"},
    engine_unknown="服务没有回应",
    detail="看图细节",
    details={Detail.LOW: "省时", Detail.NORMAL: "标准", Detail.HIGH: "精细"},
    detail_meaning="字很小或照片很大时选“精细”，会慢一些。",
    disconnected="连接断开了",
    reconnecting="服务没有回应。它恢复后，本页会自动重新连上；已输入的问题还在。若一直连不上，请联系管理员。",
    language="zh",
    code_ask="请输入访问码",
    code_enter="进入",
    code_wrong="访问码不对，请再试一次。",
    code_refused="输错的次数太多，请十分钟后再试。",
    open_to_all="这里没有设置访问码：能打开本页的人都可以使用。请管理员设置 LOOKDESK_ACCESS_CODE。",
    errors={
        "invalid_picture": ("这个文件无法作为照片打开。", "请发送完整的 JPG、PNG、BMP、WebP、HEIC 或 GIF 照片。"),
        "context_length_exceeded": ("问题和照片太多，引擎一次看不完。", "请少选几张照片，或换成短一点的问题。"),
        "invalid_input": ("问题没有被接受。", "请修改后再试，问题不超过 2000 字。"),
        "too_large": ("文件太大。", "每张照片不超过 20 MB。"),
        "unauthorized": ("无法确认您的身份。", "请允许浏览器保存 cookie，然后刷新本页。"),
        "too_many_tries": ("输错的次数太多。", "请十分钟后再试。"),
        "forbidden": ("这个对话是同事分享的。", "可以查看和继续提问，其余只有同事本人能做。"),
        "not_found": ("照片已不在内存中。", "请重新添加照片后再问。"),
        "queue_full": ("排队的问题太多，暂时不再接收。", "稍等片刻，点“重试”。"),
        "busy": ("现在提问的人太多，位置已满。", "稍等片刻，点“重试”。"),
        "store_unavailable": ("对话没能保存下来。", "请联系管理员检查磁盘空间和数据库；之前保存的内容都还在。"),
        "engine_failed": ("引擎没能给出回答。", "点“重试”；若一再出现，请联系管理员。"),
        "engine_unavailable": ("服务暂时没有回应。", "稍等片刻，点“重试”；若一再出现，请联系管理员。"),
        "internal": ("出了意外的问题。", "点“重试”；若一再出现，请联系管理员。"),
    },
    error_detail="详情：{}",
)

ENGLISH = Words(
    title="lookdesk",
    product="看图客服",
    headline="Add a photo and ask",
    can_do="Labels, nameplates, error screens, waybills, receipts. Each answer says whether it was read or inferred "
    "and shows where; if something cannot be read, it says so instead of guessing.",
    on_a_phone="Add photos with + below, or in the panel (» above).",
    try_one="No photo at hand? Try one of these:",
    examples={
        "label": ("Product label", "What is the net content?"),
        "nameplate": ("Nameplate", "What is the model?"),
        "error-screen": ("Error screen", "What is the error code?"),
        "waybill": ("Waybill", "What is the tracking number?"),
        "receipt": ("Receipt", "What is the total?"),
    },
    add_pictures="Add photos",
    drop_here="Drop photos here",
    add_more="Add more",
    accepted="JPG, PNG, BMP, WebP, HEIC or GIF, up to 20 MB each, at most 10",
    not_uploaded="Not uploaded: up to 20 MB each",
    picture="Picture {}",
    scaled="scaled from {}",
    remove="Remove picture {}",
    new_conversation="New chat",
    go_back="← Back to the chat before",
    too_many="A question takes at most 10 photos; this one was not added.",
    not_taken="Not added",
    attached="Photos for this question",
    ask="Ask, for example: when does it expire?",
    needs_picture="Please add the customer's photo: the question is kept and answered as soon as the photo is here.",
    waiting="Waiting, place {} in the queue",
    looking="Looking at the photo",
    expected="about {} s to the first word",
    stop="Stop",
    stopped="Stopped.",
    again="Try again",
    certainty={
        Certainty.READ: "Read",
        Certainty.INFERRED: "Inferred",
        Certainty.UNREADABLE: "Unreadable",
        Certainty.ABSENT: "Not in the photo",
    },
    certainty_meaning={
        Certainty.READ: "It stands in the photo",
        Certainty.INFERRED: "Concluded from the photo; check before you reply",
        Certainty.UNREADABLE: "It is there but cannot be read",
        Certainty.ABSENT: "The photo does not show it",
    },
    action={Action.RETAKE: "Ask for another photo", Action.HANDOFF: "Hand off to a colleague"},
    evidence="Evidence",
    line_read="As read",
    not_legible="Cannot be made out",
    seconds="{} s",
    took="{}",
    queued="{} of it waiting",
    answered_by="answered by {}",
    seen="the model saw {}",
    comma=", ",
    cut="The answer was too long and ends here. A narrower question helps.",
    engine="Engine {}",
    engine_state={EngineState.READY: "ready", EngineState.LOADING: "loading", EngineState.DOWN: "down"},
    engine_unknown="the service does not respond",
    detail="Detail",
    details={Detail.LOW: "Quick", Detail.NORMAL: "Normal", Detail.HIGH: "Fine"},
    detail_meaning="Choose “Fine” for small print and large photos; it takes longer.",
    disconnected="Connection lost",
    reconnecting="The service does not respond. The page reconnects by itself when it is back; what you typed is kept. "
    "If that takes long, tell your administrator.",
    language="en",
    code_ask="Access code",
    code_enter="Enter",
    code_wrong="This is not the access code. Please try again.",
    code_refused="Too many wrong codes. Please try again in ten minutes.",
    open_to_all="No access code is set: everyone who can open this page can use it. Administrators set "
    "LOOKDESK_ACCESS_CODE.",
    errors={},
    error_detail="Details: {}",
)


def words_for(locale: str | None) -> Words:
    """Return the texts for a browser's language: Chinese unless it is known to be another one.

    Args:
        locale: a language tag such as ``zh-CN``; None where the browser does not say.
    """
    return CHINESE if locale is None or locale.lower().startswith("zh") else ENGLISH
