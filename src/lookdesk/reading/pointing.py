"""Which pictures a question points at: by their numbers, by where they stand in the conversation, with a pronoun."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lookdesk.reading import ordinals
from lookdesk.reading.folding import is_chinese

Numbers = tuple[int, ...]
"""Picture numbers."""
UNSAID = 0
"""Stands for a picture that is pointed at without a number and is not there: the one before the first."""

_MARK = "\0"
"""Stands in a text where it pointed at a picture."""
_CHINESE = "[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_DIGIT = f"{_CHINESE}|[0-9]{{1,2}}"
_FEW = "两二三四五六七八九"
_SHEET = "[张幅](?:图片|照片|图像|截图|相片|图)?"
_PICTURE = r"(?:pictures?|photos?|images?|pics?|screenshots?|snapshots?)"
_NTH = rf"(?:(?:{ordinals.NTHS})\b|[0-9]{{1,2}}(?:st|nd|rd|th)\b)"
_COUNT = rf"(?:[0-9]{{1,2}}|(?:{ordinals.UNITS})\b)"
_AND = r"(?:\s*,\s*|\s*&\s*|\s+and\s+)"
_ENDS = r"(?=\s*(?:'s\b|[?.!,]|$|and\b|or\b|too\b|as well\b))"
_BEHIND = "(?=$|[的呢和与跟比是有中里上更也写?,、 ])"

_Resolve = Callable[["Scene", re.Match[str]], Numbers]


@dataclass(frozen=True, slots=True)
class Scene:
    """What the pictures of a conversation are to a question."""

    context: Numbers
    """All pictures so far, ascending."""
    sent: Numbers = ()
    """Those that came with the question."""
    newest: Numbers = ()
    """Those that came last, with this question or an earlier one."""
    spoken_of: Numbers = ()
    """Those that the answer before was read from."""
    scope: Numbers = ()
    """Those that the question before was about."""

    @property
    def at_hand(self) -> Numbers:
        """What "it" is: the pictures just sent, else those just spoken of."""
        return self.sent or self.spoken_of or self.newest


@dataclass(frozen=True, slots=True)
class Pointed:
    """A question's pointers at pictures, and its text without their numbers."""

    text: str
    """It speaks of "this picture" where the question numbers or places one: read with any picture, it makes sense."""
    bare: str
    """Without pictures and pronouns."""
    numbers: Numbers = ()
    """The pictures pointed at, ascending; empty where the question points at none."""
    missing: Numbers = ()
    """Those pointed at that are not in the conversation's context."""
    is_pronoun: bool = False
    """Does it say "it", "this": what was just spoken of, and nothing else?"""
    is_several: bool = False
    """Does it speak of several pictures: both, each, the two?"""
    is_against: bool = False
    """Does it hold what is spoken of against the pictures pointed at: the same as the first?"""


def _numbered(_: Scene, match: re.Match[str]) -> Numbers:
    said = re.findall(rf"{_DIGIT}|\b(?:{ordinals.UNITS}|{ordinals.NTHS})\b", match.group("n"), re.IGNORECASE)
    return tuple(ordinals.number_of(each) for each in said)


def _from_end(scene: Scene, match: re.Match[str]) -> Numbers:
    back = ordinals.number_of(match.group("n"))
    return scene.context[-back : len(scene.context) - back + 1] if 0 < back <= len(scene.context) else (UNSAID,)


def _count(match: re.Match[str]) -> int:
    return ordinals.number_of(match.group("n") or match.group("e"))


def _last(scene: Scene, _: re.Match[str]) -> Numbers:
    return scene.context[-1:] or (UNSAID,)


def _previous(scene: Scene, _: re.Match[str]) -> Numbers:
    before = [number for number in scene.context if scene.at_hand and number < max(scene.at_hand)]
    return tuple(before[-1:]) or (UNSAID,)


def _next(scene: Scene, _: re.Match[str]) -> Numbers:
    after = [number for number in scene.context if scene.at_hand and number > max(scene.at_hand)]
    return tuple(after[:1]) or (UNSAID,)


def _first_few(scene: Scene, match: re.Match[str]) -> Numbers:
    return scene.context[: _count(match)]


def _last_few(scene: Scene, match: re.Match[str]) -> Numbers:
    return scene.context[-_count(match) :]


def _earlier(scene: Scene, _: re.Match[str]) -> Numbers:
    return scene.spoken_of or scene.at_hand


def _newest(scene: Scene, _: re.Match[str]) -> Numbers:
    return scene.newest


def _other(scene: Scene, _: re.Match[str]) -> Numbers:
    """Return the one that was spoken of together with the one in focus, else all but that one."""
    beside = tuple(number for number in scene.scope if number not in scene.at_hand)
    return beside if len(beside) == 1 else _others(scene, _)


def _others(scene: Scene, _: re.Match[str]) -> Numbers:
    return tuple(number for number in scene.context if number not in scene.at_hand) or (UNSAID,)


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words, re.IGNORECASE)


_POINTERS: tuple[tuple[re.Pattern[str], _Resolve], ...] = (
    (_pattern(rf"倒数第(?P<n>{_DIGIT}){_SHEET}"), _from_end),
    (_pattern(rf"前(?P<n>[{_FEW}2-9]){_SHEET}|\bthe first (?P<e>two|three|four|five) {_PICTURE}"), _first_few),
    (
        _pattern(rf"(?:后|最后|最近)(?P<n>[{_FEW}2-9]){_SHEET}|\bthe last (?P<e>two|three|four|five) {_PICTURE}"),
        _last_few,
    ),
    (_pattern(rf"第(?P<n>(?:{_DIGIT})(?:[、,和与跟及]第?(?:{_DIGIT}))*)(?:{_SHEET}|个?图片?|个?照片)"), _numbered),
    (_pattern(r"(?:照片|(?<![地版意])图[片像]?)\s*(?P<n>[0-9]{1,2})(?![0-9]|[.\-][0-9]|\s*号)"), _numbered),
    (_pattern(rf"(?:照片|(?<![地版意])图[片像]?)(?P<n>{_CHINESE}){_BEHIND}"), _numbered),
    (_pattern(r"(?<![0-9])(?P<n>[0-9]{1,2})号(?:图片|照片|截图|图)"), _numbered),
    (_pattern(rf"\b{_PICTURE}\s*(?:no\.?|number|#)?\s*(?P<n>{_COUNT}(?:{_AND}{_COUNT})*)(?![.\-]?[0-9])"), _numbered),
    (_pattern(rf"\b(?:the\s+)?(?P<n>{_NTH}(?:{_AND}(?:the\s+)?{_NTH})*)\s+{_PICTURE}\b"), _numbered),
    (_pattern(rf"最后(?:那|的)?一?{_SHEET}|\bthe last (?:{_PICTURE}|one)\b"), _last),
    (
        _pattern(
            rf"(?:上|前)面?(?:那一?|一){_SHEET}|\bthe (?:previous|preceding) (?:{_PICTURE}|one)\b|"
            rf"\bthe (?:{_PICTURE}|one) before(?: (?:it|that|this))?\b"
        ),
        _previous,
    ),
    (_pattern(rf"(?:下|后)面?(?:那一?|一){_SHEET}|\bthe (?:next|following) (?:{_PICTURE}|one)\b"), _next),
    (
        _pattern(
            rf"(?:最新|刚刚?才?(?:发|传|上传|拍)(?:来|过来|上来)?)的?[那这]?一?{_SHEET}|"
            rf"\bthe (?:newest|latest|new) (?:{_PICTURE}|one)\b"
        ),
        _newest,
    ),
    (
        _pattern(
            rf"(?:刚刚?才?|之前|先前)的?[那这]一?(?:{_SHEET}|个)|那一?{_SHEET}{_BEHIND}|"
            rf"\bthat (?:{_PICTURE}|one)\b|\bthe earlier (?:{_PICTURE}|one)\b"
        ),
        _earlier,
    ),
    (
        _pattern(
            rf"另外?[那的]?一{_SHEET}|另外那{_SHEET}|\bthe other (?:picture|photo|image|one)\b|\bthe other{_ENDS}"
        ),
        _other,
    ),
    (
        _pattern(
            rf"(?:(?:其他|其它|其余|剩下)的?|别的)(?:[几{_FEW}]?{_SHEET}|图片?|照片)|\bthe (?:others|rest){_ENDS}|"
            rf"\b(?:the )?other {_PICTURE}"
        ),
        _others,
    ),
)
"""What says where to read."""

_AMBIGUOUS: tuple[tuple[re.Pattern[str], _Resolve], ...] = (
    (_pattern(rf"第(?P<n>{_DIGIT})个(?=$|[的呢也更,?、和与跟贵])"), _numbered),
    (_pattern(rf"\bthe (?P<n>{_NTH}(?:{_AND}(?:the )?{_NTH})*)(?: ones?\b|{_ENDS})"), _numbered),
    (_pattern(r"另外?一个(?=$|[的呢也更,?、和与跟贵])"), _other),
)
"""What may also count articles on a picture, and points at pictures only where there are several."""

_SEVERAL = _pattern(
    rf"[这那]?[{_FEW}几]{_SHEET}|每一?{_SHEET}|所有的?(?:图片?|照片)|它们|[二两]者|"
    rf"\b(?:both|each)(?: of them| {_PICTURE})?\b|"
    rf"\ball (?:of them|(?:the )?{_PICTURE})|\bthe(?:se)? two\b|\btheirs?\b|\bthey\b"
)
_PRONOUN = re.compile(
    r"它(?!们)的?|[这那](?:一?[张个款台件瓶盒袋])?(?:东西|产品|商品)?的?(?=$|[呢是有多什哪怎?, ])|"
    r"[这那]一?[张个款台件]的|"
    r"\b[Ii]t(?:s|'s)?\b|\b[Tt]h(?:is|at)(?: one)?(?=\s*(?:[?,.]|$)|'s\b|\s+(?:is|was|does|has|costs?|have|say)\b)"
)
_AGAINST = _pattern(
    rf"[和跟与同比较于]{_MARK}|{_MARK}(?:也|还|是不是|是否)?(?:更|贵|便宜|一样|相同)|"
    rf"\b(?:as|than|to|with|from|against|match(?:es)?)\s+(?:(?:the one |that |those )?(?:in|on|of) )?{_MARK}"
)
_LIST = _pattern(rf"{_MARK}(?:(?:[和与跟及、]|{_AND}|\s)?\s*{_MARK})+")
_PLACED = _pattern(rf"(?:\b(?:in|on|of|from|for|at)\s+|在)?{_MARK}(?:'s\b)?(?:里面|上面|当中|里|上|中)?的?")


def point(text: str, scene: Scene) -> Pointed:
    """Return which pictures a question points at, and what is left of it without them."""
    numbers: list[int] = []
    marked = text
    pointers = (*_POINTERS, *_AMBIGUOUS) if len(scene.context) > 1 else _POINTERS
    for pattern, resolve in pointers:
        numbers += [number for match in pattern.finditer(marked) for number in resolve(scene, match)]
        marked = pattern.sub(_MARK, marked)
    marked = _LIST.sub(_MARK, marked)
    bare = _PRONOUN.sub(" ", _SEVERAL.sub(" ", _PLACED.sub(" ", marked)))
    return Pointed(
        _said(marked, is_chinese(text)),
        _tidied(bare),
        tuple(sorted({number for number in numbers if number in scene.context})),
        tuple(sorted({number for number in numbers if number not in scene.context})),
        bool(_PRONOUN.search(marked)),
        bool(_SEVERAL.search(marked)),
        bool(_AGAINST.search(marked)),
    )


def pointed_at(text: str, context: Sequence[int], sent: Sequence[int] = ()) -> Numbers:
    """Return the numbers of the pictures that a question points at.

    Args:
        text: the question.
        context: the numbers of all pictures of the conversation, ascending.
        sent: those that come with the question.
    """
    return point(text, Scene(tuple(context), tuple(sent), tuple(sent or context[-1:]))).numbers


def _said(marked: str, chinese: bool) -> str:
    """Return a sentence in which "this picture" stands for the pictures that were pointed at."""
    if chinese:
        return marked.replace(_MARK, "这张图")
    return marked.replace(f"{_MARK}'s", "this").replace(_MARK, "this picture")


def _tidied(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"(?<=[一-鿿])\s+(?=[一-鿿?])", "", text)).strip(" ,、")
