"""From a question and pages to a reply."""

from __future__ import annotations

from collections.abc import Sequence

from lookdesk.reading import lookup, wording
from lookdesk.reading.lookup import Outcome, State
from lookdesk.reading.page import Page
from lookdesk.reading.question import Asked, Wanted, understand
from lookdesk.reading.reply import Found, Reply
from lookdesk.types import Action, Certainty


def answer(question: str, pages: Sequence[Page]) -> Reply:
    """Answer a question from what stands on the pages, or say that it does not stand there.

    Args:
        question: in Chinese or English; the reply is in the same language.
        pages: the pictures' pages in their order.
    """
    asked = understand(question)
    replies = [_answer_one(each, pages) for each in asked]
    return _merged(replies)


def _answer_one(asked: Asked, pages: Sequence[Page]) -> Reply:
    hits: list[tuple[str, Found]] = []
    missing: list[tuple[Wanted, Outcome]] = []
    for wanted in asked.wanted:
        outcomes = [lookup.look_up(wanted, page) for page in pages]
        found = [hit for outcome in outcomes if outcome.state is State.FOUND for hit in outcome.found]
        if found:
            hits += [(wanted.label(asked.chinese) or hit.label, hit) for hit in found[:1]]
        else:
            missing.append((wanted, _most_telling(outcomes)))
    if hits:
        certainty = Certainty.INFERRED if any(h.certainty is Certainty.INFERRED for _, h in hits) else Certainty.READ
        return Reply(wording.values(hits, asked.chinese), certainty, tuple(hit for _, hit in hits))
    return _missing(asked, missing, pages)


def _most_telling(outcomes: Sequence[Outcome]) -> Outcome:
    return next((outcome for outcome in outcomes if outcome.state is not State.ABSENT), lookup.ABSENT)


def _missing(asked: Asked, missing: Sequence[tuple[Wanted, Outcome]], pages: Sequence[Page]) -> Reply:
    wanted, outcome = missing[0]
    label, chinese = wanted.label(asked.chinese), asked.chinese
    place = tuple(
        Found("", page, outcome.place, certainty=Certainty.UNREADABLE)
        for page in pages
        if outcome.place is not None and outcome.place in page.cells
    )
    if outcome.state is State.MASKED:
        return Reply(
            wording.masked(label, chinese), Certainty.UNREADABLE, place, Action.RETAKE, wording.unmasked(label, chinese)
        )
    if outcome.state is State.ILLEGIBLE:
        return Reply(
            wording.illegible(label, chinese),
            Certainty.UNREADABLE,
            place,
            Action.RETAKE,
            wording.retake(label, chinese),
        )
    if outcome.state is State.BLANK:
        return Reply(wording.blank(label, chinese), Certainty.ABSENT, place)
    return Reply(wording.absent(label, chinese), Certainty.ABSENT)


def _merged(replies: Sequence[Reply]) -> Reply:
    """Say the answers of several sentences as one."""
    if len(replies) == 1:
        return replies[0]
    given = [reply for reply in replies if reply.certainty in (Certainty.READ, Certainty.INFERRED)]
    chosen = given or list(replies[:1])
    return Reply(
        " ".join(reply.text for reply in chosen),
        max((reply.certainty for reply in chosen), key=list(Certainty).index),
        tuple(found for reply in chosen for found in reply.found),
        chosen[0].action,
        chosen[0].advice,
    )
