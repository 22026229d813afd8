"""A follow-up question made whole: what it lacks, it takes from the rounds before it.

Which pictures a question is about, as a colleague at the same desk would take it:

- those that it points at, by number or place: 第二张, picture 3, 上一张, the other one. A number is the conversation's;
  one that is not in context is told, and no other picture answers for it;
- else those that were sent with it;
- else, where it only makes sense as a continuation (它的型号呢, 那保质期呢, and the price?), those in focus, which are
  the ones that the last answer was read from;
- else, being a question of its own, all in context. Those in focus are read first, and another picture's value is only
  given where they lack it, and under that picture's name.

A comparison is of what it is told to compare; else of the pictures that the question before was about, if they were
several; else of all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lookdesk.facts import FactKind
from lookdesk.reading import comparing, confirming, phrases
from lookdesk.reading.fields import FIELDS, Field
from lookdesk.reading.folding import is_chinese, simplified
from lookdesk.reading.pointing import Numbers, Pointed, Scene, point
from lookdesk.reading.question import OWNED, Asked, Intent, Wanted, intent_of, understand


@dataclass(frozen=True, slots=True)
class Earlier:
    """A round before the question: what was asked, and the numbers of the pictures sent with it."""

    question: str
    pictures: Numbers = ()


@dataclass(frozen=True, slots=True)
class Whole:
    """A question that needs no round before it."""

    texts: tuple[str, ...]
    """What it may mean, the likeliest first; the next counts where a picture does not show the one before."""
    chinese: bool
    """The language of the follow-up, which may differ from that of its text."""
    focus: Numbers
    """The pictures that it is about, ascending."""
    rest: Numbers = ()
    """The pictures that may answer where those in focus cannot."""
    missing: Numbers = ()
    """Pictures that it points at and that are not in context."""
    is_for_each: bool = False
    """Is every picture in focus to be answered for by itself?"""
    context: Numbers = ()
    newest: Numbers = ()

    @property
    def scope(self) -> Numbers:
        return tuple(sorted({*self.focus, *self.rest}))


_COURTESY = re.compile(
    r"(?:好的?|嗯|哦|收到|谢谢|多谢|感谢|辛苦|知道|明白|了解|你|您|了|啦|哈|"
    r"ok(?:ay)?|thanks?|you|thx|got it|hi|hello|great|perfect|[\s,.!~。])+",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:[呢,.、:;\s]|那么|那|还有|以及|另外|然后|再|请问|请|帮我|查一?下|看一?下|看看|"
    r"(?:what|how) (?:about|of)\b|(?:and|also|then|so|but|now|plus|ok(?:ay)?|well|please|for|in|on|of|the|its)\b)+",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?:[呢呀啊嘛的,.、?!\s]|\b(?:too|as well|then|please|again|also)\b)+$", re.IGNORECASE)
_CONTINUES = re.compile(
    r"^\s*(?:那|还有|以及|另外|然后|(?:and|also|then|so|plus|what about|how about)\b)|呢[\s?。]*$", re.IGNORECASE
)
"""What says that a question goes on with what was spoken of."""
_EMPTY = re.compile(
    r"(?:[也又还的是有吗]|没有|写|显示|多少|几|什么|怎么?样|如何|分别|各|确定|真的|你|问题|[\s,.?!]|"
    r"\b(?:what|how|about|does|do|is|are|it|have|has|say|show|one|same (?:question|thing|for)|the|check|look|"
    r"are you sure|really|again|for|in|on|of|can you|tell me)\b)*",
    re.IGNORECASE,
)
"""What is left of a question that only points at a picture, or only asks once more."""
_MORE = re.compile(
    r"还有(?:别的|其他的?|更多的?)?[吗么]?[\s?]*|(?:is there )?(?:any(?:thing)?|what) (?:more|else)[\s?]*",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"[吗么]|多[少久长重大高宽]|几|哪|谁|怎|如何|何时|是否|有没有|是不是|能不能|"
    r"^(?:wh(?:at|ich|o|ose|en|ere|y)|how|is|are|was|were|does|do|did|has|have|can|could|will|would|should|tell|read|"
    r"show|give|find|list|describe|compare|check|look)\b",
    re.IGNORECASE,
)
"""What makes a sentence of words; without it they are a fragment: 保质期, the price."""
LONGEST_FRAGMENT = 40
"""Characters; more of them tell something and ask nothing."""
_HELD_AGAINST = re.compile(r"[和跟与同].*(?:相比|对比|比较|比)(?:一下)?[呢吗?\s]*$|\bcompared?\b", re.IGNORECASE)
_THAN = re.compile(r"比(?:这张图)?(?:里|上)?的?(贵|便宜|大|小|多|少|早|晚|新|旧|重|轻|高|低)")
_OF_ITS_OWN = re.compile(
    r"贵|便宜|早|晚|新|旧|重|轻|\b(?:cheap\w*|expensive|dear\w*|later|earlier|newer|older|heavier|lighter)\b",
    re.IGNORECASE,
)
"""Comparisons whose word says on what: dearer is of prices."""
_OF_AMOUNTS = re.compile(r"[多少大小高低]|\b(?:more|less|larger|bigger|smaller|higher|lower)\b", re.IGNORECASE)
_CHOOSES = re.compile(r"哪|最|\b(?:which|most|least|\w+est)\b", re.IGNORECASE)
"""What picks one of several, and so asks about all of them."""
_OF_ARTICLES = frozenset({"price", "price_per_unit", "quantity"})
"""What each of several articles on a picture has."""


def is_courtesy(question: str) -> bool:
    """Tell whether a round only says thanks, or hello: it leaves the conversation where it was."""
    return _COURTESY.fullmatch(simplified(question)) is not None


def whole(question: str, sent: Numbers, before: Whole | None, spoken_of: Numbers) -> Whole:
    """Make a question whole.

    Args:
        question: as it was asked.
        sent: the numbers of the pictures that came with it.
        before: the round before it, made whole; None for the first.
        spoken_of: the pictures that the last answer was read from.
    """
    text = simplified(question)
    scene = Scene(
        context=tuple(sorted({*sent, *(before.context if before else ())})),
        sent=tuple(sorted(sent)),
        newest=tuple(sorted(sent)) or (before.newest if before else ()),
        spoken_of=spoken_of,
        scope=before.scope if before else (),
    )
    pointed = point(text, scene)
    is_wordless = not any(map(str.isalpha, text))
    chinese = before.chinese if before and is_wordless else is_chinese(text)
    made = Whole((pointed.text,), chinese, (), context=scene.context, newest=scene.newest)
    if before is None or not before.texts:
        several = _of_several(made, pointed, scene, is_compared=_is_compared(pointed))
        return several or _about(made, pointed, scene, is_continued=False)
    if _MORE.fullmatch(text):
        return replace(made, texts=_again(before, chinese), rest=_without(scene.context, scene.at_hand))
    fragment = _TAIL.sub("", _LEAD.sub("", pointed.bare))
    is_empty = bool(_EMPTY.fullmatch(fragment))
    is_compared = not is_empty and _is_compared(pointed)
    is_continued = bool(_CONTINUES.search(text))
    if is_empty:
        made, is_continued = replace(made, texts=_again(before, chinese)), True
    elif is_compared:
        made = replace(made, texts=(_compared(pointed, before, chinese),))
    elif _is_fragment(fragment):
        made, is_continued = replace(made, texts=_completed(fragment, before, chinese)), True
    several = _of_several(made, pointed, scene, is_compared=is_compared)
    return several or _about(made, pointed, scene, is_continued=is_continued)


def _about(made: Whole, pointed: Pointed, scene: Scene, *, is_continued: bool) -> Whole:
    """Say which pictures a question is about that asks of each by itself, or of one."""
    if pointed.numbers or pointed.missing:
        is_for_each = bool(pointed.numbers) and len(pointed.numbers) + len(pointed.missing) > 1
        focus = pointed.numbers or scene.at_hand
        return replace(made, focus=focus, missing=pointed.missing, is_for_each=is_for_each)
    if scene.sent or pointed.is_pronoun:
        return replace(made, focus=scene.at_hand)
    focus = scene.at_hand or scene.context
    return replace(made, focus=focus, rest=_without(scene.scope if is_continued else scene.context, focus))


def _of_several(made: Whole, pointed: Pointed, scene: Scene, *, is_compared: bool) -> Whole | None:
    """Say which pictures a question is about that compares them, or asks of several; None for any other question."""
    asks_each = bool(phrases.EACH.search(pointed.text))
    if pointed.missing or not (is_compared or asks_each or pointed.is_several):
        return None
    is_for_each = asks_each or (not is_compared and intent_of(made.texts[0]) in (Intent.LOOK_UP, Intent.YES_OR_NO))
    if pointed.numbers:
        is_against = pointed.is_against or comparing.SAME.search(pointed.text)
        if not is_against or len(pointed.numbers) > 1:
            return replace(made, focus=pointed.numbers, is_for_each=is_for_each)
        focus = tuple(sorted({*pointed.numbers, *scene.at_hand}))
        return replace(made, focus=focus if len(focus) > 1 else scene.context)
    if len(scene.sent) == 1 and not is_for_each and not _CHOOSES.search(pointed.text):
        focus = tuple(sorted({*scene.sent, *scene.spoken_of}))
    else:
        focus = next((some for some in (scene.sent, scene.scope) if len(some) > 1), scene.context)
    return replace(made, focus=focus if len(focus) > 1 else scene.context, is_for_each=is_for_each)


def _is_compared(pointed: Pointed) -> bool:
    """Tell whether a question compares; "both" and "each" by themselves only say of what it asks."""
    if phrases.EACH.search(pointed.text):
        return False
    return bool(phrases.COMPARISON.search(pointed.bare)) or (
        pointed.is_against and bool(_HELD_AGAINST.search(pointed.text) or _THAN.search(pointed.text))
    )


def _is_fragment(text: str) -> bool:
    return len(text) <= LONGEST_FRAGMENT and not _ASKS.search(text) and intent_of(text) is Intent.LOOK_UP


def _asked(before: Whole) -> tuple[Asked, ...]:
    return understand(before.texts[0], before.chinese)


def _subject(before: Whole) -> Wanted:
    """Return the value that the round before was about."""
    asked = _asked(before)
    compared = comparing.fields_of(before.texts[0], asked) if asked[0].is_comparison else ()
    return compared[0] if compared else asked[-1].wanted[0]


def _again(before: Whole, chinese: bool) -> tuple[str, ...]:
    """Ask the question before once more; after a comparison ask for what was compared."""
    asked = _asked(before)
    fields = comparing.fields_of(before.texts[0], asked) if asked[0].is_comparison else ()
    return tuple(_ended(wanted.label(chinese), chinese) for wanted in fields) or before.texts


def _compared(pointed: Pointed, before: Whole, chinese: bool) -> str:
    """Name what is compared, where the comparison does not."""
    text = pointed.text
    than = _THAN.search(text)
    if than is not None:
        text = f"哪张更{than.group(1)}?"
    elif _HELD_AGAINST.search(text) and not _OF_ITS_OWN.search(text):
        text = "一样吗?" if chinese else "Is it the same?"
    subject = _subject(before)
    is_named = any(wanted.field is not None for asked in understand(text) for wanted in asked.wanted)
    if subject.field is None or is_named or _OF_ITS_OWN.search(text):
        return text
    if _OF_AMOUNTS.search(text) and not _is_amount(subject.field):
        return text
    name = subject.label(chinese)
    return f"{name}{text}" if chinese else f"{name}: {text}"


def _is_amount(field: Field) -> bool:
    """Tell whether a field's values can be more or less: a price, a power; not a model, not a name."""
    if not field.kinds:
        return field.pattern is not None
    return field.kinds[0] in (FactKind.PRICE, FactKind.QUANTITY, FactKind.NUMBER) and FactKind.CODE not in field.kinds


def _completed(fragment: str, before: Whole, chinese: bool) -> tuple[str, ...]:
    """Complete a few words with what the question before says of the value, or of what it belongs to."""
    alone = _ended(fragment, chinese)
    new, old, asked = understand(alone, chinese)[0].wanted[0], _subject(before), before.texts[0]
    if new.field is not None and new.field.party and old.field is not None and old.field.id in OWNED and old.party:
        whose, other = phrases.PARTIES.get(old.party), phrases.PARTIES.get(new.field.party)
        word = other.search(fragment) if other else None
        if whose is not None and word is not None and whose.search(asked):
            return (whose.sub(word.group(), asked),)  # 寄件人的电话, then 收件人呢
    if new.field is not None and new.field.id in OWNED and old.party and not new.party:
        owner = next((field for field in FIELDS.values() if field.party == old.party), None)
        if owner is not None:  # 寄件人是谁, then 电话呢
            return (_of(owner.chinese if chinese else owner.english, fragment, chinese),)
    item = next((word for word in old.qualifiers if word in asked), "")
    if new.field is not None:
        is_of_item = new.field.id in _OF_ARTICLES and (old.field is None or old.field.id in _OF_ARTICLES)
        return (_of(item, fragment, chinese), alone) if item and is_of_item else (alone,)
    last = _asked(before)[-1]
    if last.intent is Intent.YES_OR_NO:
        item = confirming.object_of(last)
    elif old.field is None:
        item = item or old.topic
    return (asked.replace(item, fragment), alone) if item and item in asked else (alone,)  # 拿铁多少钱, then 美式呢


def _of(owner: str, value: str, chinese: bool) -> str:
    return _ended(f"{owner}的{value}" if chinese else f"{value} of the {owner}", chinese)


def _ended(text: str, chinese: bool) -> str:
    return f"{text}？" if chinese else f"{text}?"


def _without(numbers: Numbers, others: Numbers) -> Numbers:
    return tuple(number for number in numbers if number not in others)
