"""From a question and pages to a reply."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from lookdesk.facts import FactKind
from lookdesk.reading import (
    anchors,
    calendars,
    clozes,
    comparing,
    confirming,
    describing,
    followups,
    judging,
    keys,
    lookup,
    names,
    phrases,
    positions,
    screens,
    transcription,
    wording,
)
from lookdesk.reading.followups import Earlier, Whole
from lookdesk.reading.ordinals import ordinal
from lookdesk.reading.outcomes import ABSENT, Outcome, State
from lookdesk.reading.page import Page
from lookdesk.reading.question import Asked, Intent, Wanted, understand
from lookdesk.reading.reply import Found, Reply
from lookdesk.types import Action, Certainty

_ALONE = re.compile(r"[¥￥$€£]?\s*(\d[\d,]*(?:\.\d+)?)\s*元?")
FEWEST_TO_RANK = 3
"""Numbers that must stand alone on a page before the largest of them means anything."""


def answer(question: str, pages: Sequence[Page], earlier: Sequence[Earlier] = ()) -> Reply:
    """Answer a question from what stands on the pages, or say that it does not stand there.

    Args:
        question: in Chinese or English; the reply is in the same language.
        pages: the pages of all pictures in context, those sent with earlier questions too.
        earlier: the rounds before, oldest first; a follow-up takes from them what it lacks.
    """
    before: Whole | None = None
    sent: set[int] = set()
    for each in earlier:
        pictures = tuple(page.number for page in pages if page.number in each.pictures)
        sent.update(pictures)
        if pictures or not followups.is_courtesy(each.question):
            before = followups.whole(each.question, pictures, before, _spoken_of(before, pages))
    new = tuple(page.number for page in pages if page.number not in sent)
    return _answered(followups.whole(question, new, before, _spoken_of(before, pages)), pages)


def _spoken_of(whole: Whole | None, pages: Sequence[Page]) -> tuple[int, ...]:
    """Return the pictures that the answer to a question was read from; those in focus where none shows it."""
    if whole is None:
        return ()
    if len(whole.scope) <= 1:
        return whole.scope
    reply = _answered(whole, pages)
    found = sorted({hit.page.number for hit in reply.found})
    named = [number for number in found if ordinal(number, whole.chinese) in reply.text.lower()]
    return tuple(named if len(named) == 1 else found) or whole.focus  # a comparison names the dearer, the later one


def _answered(whole: Whole, pages: Sequence[Page]) -> Reply:
    focus, rest = _of_numbers(whole.focus, pages), _of_numbers(whole.rest, pages)
    untold = Reply(wording.no_picture(whole.missing, whole.chinese), Certainty.ABSENT)
    if whole.is_for_each:
        reply = _each(whole, focus)
        return _merged_as(f"{reply.text} {untold.text}", [reply]) if whole.missing else reply
    if whole.missing:
        return untold
    if whole.context and not whole.scope:
        return Reply(wording.no_more(whole.chinese), Certainty.ABSENT)
    elsewhere = _naming_article(whole, rest)
    if elsewhere and not _naming_article(whole, focus):
        return _under_its_number(_first_shown(whole, elsewhere), whole.chinese)
    reply = _first_shown(whole, focus)
    if rest and reply.certainty is Certainty.ABSENT:
        other = _first_shown(whole, rest)
        if other.certainty is not Certainty.ABSENT:
            return _under_its_number(other, whole.chinese)
    return reply


def _naming_article(whole: Whole, pages: Sequence[Page]) -> list[Page]:
    """Return the pages that name the article whose price or quantity is asked for; none where none is."""
    return _of_article(understand(whole.texts[0], whole.chinese)[0].wanted[0], pages)


def _of_article(wanted: Wanted, pages: Sequence[Page]) -> list[Page]:
    return [page for page in pages if anchors.is_item_question(wanted) and anchors.find(wanted, page)]


def _first_shown(whole: Whole, pages: Sequence[Page]) -> Reply:
    """Return the answer to the likeliest meaning that the pages show."""
    first, *others = whole.texts
    reply = _read(first, whole.chinese, pages)
    if reply.certainty is not Certainty.ABSENT:
        return reply
    again = (_read(text, whole.chinese, pages) for text in others)
    return next((other for other in again if other.certainty is not Certainty.ABSENT), reply)


def _read(text: str, chinese: bool, pages: Sequence[Page]) -> Reply:
    asked = understand(text, chinese)
    if len(pages) > 1 and asked[0].is_comparison and asked[0].intent is not Intent.GENUINE:
        compared = comparing.compare(text, asked, pages)
        if compared is not None:
            return compared
        if asked[0].intent is Intent.LOOK_UP:
            return Reply(wording.absent("", chinese), Certainty.ABSENT)
    return _merged([_answer_one(each, pages) for each in asked])


def _under_its_number(reply: Reply, chinese: bool) -> Reply:
    """Say which picture an answer is from that is not the one in focus."""
    numbers = {hit.page.number for hit in reply.found}
    if len(numbers) != 1:
        return reply
    name = ordinal(numbers.pop(), chinese)
    return replace(reply, text=f"{name}：{reply.text}" if chinese else f"{name.capitalize()}: {reply.text}")


def _of_numbers(numbers: Sequence[int], pages: Sequence[Page]) -> list[Page]:
    return [page for page in pages if page.number in numbers]


def _each(whole: Whole, pages: Sequence[Page]) -> Reply:
    """Answer for every page by itself."""
    replies = [_first_shown(whole, [page]) for page in pages]
    if len(replies) == 1:
        return replies[0]
    colon, separator, end = ("：", "；", "。") if whole.chinese else (": ", "; ", ".")
    parts = [
        f"{ordinal(page.number, whole.chinese)}{colon}{reply.text.rstrip('。.')}"
        for page, reply in zip(pages, replies, strict=True)
    ]
    text = separator.join(parts) + end
    return _merged_as(text[:1].upper() + text[1:], replies)


def _answer_one(asked: Asked, pages: Sequence[Page]) -> Reply:
    chinese = asked.chinese
    if asked.intent is Intent.SAFE:
        return judging.safe(chinese, pages)
    if asked.intent is Intent.GENUINE:
        return judging.genuine(chinese, pages)
    if asked.intent is Intent.DESCRIBE:
        return describing.describe(chinese, list(pages))
    searches: list[Callable[[Asked, Sequence[Page]], Reply | None]] = [_on_screen, _at_place, _as_written]
    if asked.intent is not Intent.YES_OR_NO:
        searches.append(_unnamed)
    for search in searches:
        reply = search(asked, pages)
        if reply is not None:
            return reply
    return confirming.confirm(asked, pages) if asked.intent is Intent.YES_OR_NO else _looked_up(asked, pages)


def _as_written(asked: Asked, pages: Sequence[Page]) -> Reply | None:
    """Transcribe where the whole text is asked for; of a place that was not found say so, instead of reciting all."""
    if asked.intent is not Intent.TRANSCRIBE:
        return None
    if positions.is_described(asked.text):
        return _place_not_found(asked) if asked.wanted[0].field is None else None
    return _transcribed(asked, pages) if phrases.WHOLE.search(asked.text) else None


def _unnamed(asked: Asked, pages: Sequence[Page]) -> Reply | None:
    return next((reply for page in pages if (reply := _special(asked, page)) is not None), None)


def _special(asked: Asked, page: Page) -> Reply | None:
    """Answer what has no field's name: an alternative, a calendar's day, a line that the question repeats."""
    end = "。" if asked.chinese else "."
    wanted = asked.wanted[0]
    choice = clozes.choose(asked.text, page)
    if choice is not None:
        option, told, cell = choice
        text = f"{option}（图中写的是“{told}”）。" if asked.chinese else f'{option.capitalize()} (it says "{told}").'
        return Reply(text, Certainty.READ, (Found(told, page, cell),))
    if FactKind.DATE in wanted.kinds:
        day = calendars.day_of(asked.text, page)
        if day is not None:
            return Reply(f"{day[0]}{end}", Certainty.READ, (Found(day[1].text, page, day[1]),))
    extreme = _extreme(asked, page)
    if extreme is not None:
        return extreme
    if re.search(r"英文名|English name", asked.text, re.IGNORECASE):
        title = names.latin_title(page)
        if title is not None:
            return Reply(f"{title.text}{end}", Certainty.INFERRED, (Found(title.text, page, title),))
    if (wanted.field is None or wanted.field.is_loose) and not keys.keys_of(wanted, page):
        hit = clozes.complete(asked.text, page)
        if hit is not None:
            return Reply(f"{hit[0]}{end}", Certainty.READ, (Found(hit[0], page, hit[1]),))
    return None


def _extreme(asked: Asked, page: Page) -> Reply | None:
    """Answer the largest or smallest of the numbers that stand alone on a page, as on buttons and price lists."""
    names_one = re.search(r"谁|哪|\bwho\b|\bwhich\b", asked.text, re.IGNORECASE)
    if names_one or not phrases.SUPERLATIVE.search(asked.text) or FactKind.DATE in asked.wanted[0].kinds:
        return None
    alone = [(cell, match) for cell in page.written if (match := _ALONE.fullmatch(cell.text)) and cell.is_legible]
    if len(alone) < FEWEST_TO_RANK:
        return None
    pick = min if phrases.LEAST.search(asked.text) else max
    cell, match = pick(alone, key=lambda hit: float(hit[1].group(1).replace(",", "")))
    return Reply(
        f"{match.group()}{'。' if asked.chinese else '.'}", Certainty.INFERRED, (Found(match.group(), page, cell),)
    )


def _on_screen(asked: Asked, pages: Sequence[Page]) -> Reply | None:
    if not screens.is_asked(asked.text):
        return None
    for page in pages:
        hit = screens.find(asked.text, asked.wanted[0], page)
        if hit is not None:
            value, cell = hit
            return Reply(f"{value}{'。' if asked.chinese else '.'}", Certainty.READ, (Found(value, page, cell),))
    return None


def _at_place(asked: Asked, pages: Sequence[Page]) -> Reply | None:
    if not positions.is_described(asked.text):
        return None
    for page in pages:
        placed = positions.find(asked.text, asked.wanted[0], page)
        if placed is not None:
            found = tuple(Found(cell.text, page, cell) for cell in placed.cells)
            return Reply(placed.text, Certainty.READ, found)
    return None


def _place_not_found(asked: Asked) -> Reply:
    text = (
        "图中没有找到所说的位置，或那里的文字看不清。"
        if asked.chinese
        else "That place was not found, or is not legible."
    )
    return Reply(text, Certainty.UNREADABLE, (), Action.RETAKE, wording.retake("", asked.chinese))


def _transcribed(asked: Asked, pages: Sequence[Page]) -> Reply:
    found = [Found(cell.text, page, cell) for page in pages for cell in transcription.lines(asked.text, page)]
    if not found:
        text = "图中没有能读出的文字。" if asked.chinese else "There is no legible text in the picture."
        return Reply(text, Certainty.UNREADABLE, (), Action.RETAKE, wording.retake("", asked.chinese))
    return Reply(transcription.text_of([hit.cell for hit in found]), Certainty.READ, tuple(found))


def _looked_up(asked: Asked, pages: Sequence[Page]) -> Reply:
    hits: list[tuple[str, Found]] = []
    missing: list[tuple[Wanted, Outcome]] = []
    for wanted in asked.wanted:
        outcomes = [lookup.look_up(wanted, page) for page in _of_article(wanted, pages) or pages]
        found = [hit for outcome in outcomes if outcome.state is State.FOUND for hit in outcome.found]
        if found:
            owned = [hit for hit in found if hit.owner]
            hits += [(replace(wanted, party=hit.owner).label(asked.chinese), hit) for hit in owned]
            hits += [(wanted.label(asked.chinese) or hit.label, hit) for hit in found[:1] if not owned]
        else:
            missing.append((wanted, next((each for each in outcomes if each.state is not State.ABSENT), ABSENT)))
    if hits:
        certainty = (
            Certainty.INFERRED if any(hit.certainty is Certainty.INFERRED for _, hit in hits) else Certainty.READ
        )
        return Reply(wording.values(hits, asked.chinese), certainty, tuple(hit for _, hit in hits))
    return _missing(asked, missing, pages)


def _missing(asked: Asked, missing: Sequence[tuple[Wanted, Outcome]], pages: Sequence[Page]) -> Reply:
    wanted, outcome = missing[0]
    label, chinese = wanted.label(asked.chinese), asked.chinese
    place = tuple(
        Found("", page, outcome.place, certainty=Certainty.UNREADABLE)
        for page in pages
        if outcome.place is not None and outcome.place in page.cells
    )
    if outcome.state is State.MASKED:
        text, advice = wording.masked(label, chinese), wording.unmasked(label, chinese)
        return Reply(text, Certainty.UNREADABLE, place, Action.RETAKE, advice)
    if outcome.state is State.ILLEGIBLE:
        text, advice = wording.illegible(label, chinese), wording.retake(label, chinese)
        return Reply(text, Certainty.UNREADABLE, place, Action.RETAKE, advice)
    if outcome.state is State.BLANK:
        return Reply(wording.blank(label, chinese), Certainty.ABSENT, place)
    return Reply(wording.absent(label, chinese), Certainty.ABSENT)


def _merged(replies: Sequence[Reply]) -> Reply:
    """Say the answers of several sentences as one."""
    if len(replies) == 1:
        return replies[0]
    given = [reply for reply in replies if reply.certainty in (Certainty.READ, Certainty.INFERRED)]
    chosen = given or list(replies[:1])
    return _merged_as(" ".join(dict.fromkeys(reply.text for reply in chosen)), chosen)


def _merged_as(text: str, replies: Sequence[Reply]) -> Reply:
    return Reply(
        text,
        max((reply.certainty for reply in replies), key=list(Certainty).index),
        tuple(found for reply in replies for found in reply.found),
        next((reply.action for reply in replies if reply.action is not Action.NONE), Action.NONE),
        next((reply.advice for reply in replies if reply.advice), ""),
    )
