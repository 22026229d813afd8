"""Questions to the reading, with what every answer has to keep."""

from __future__ import annotations

import unicodedata

from lookdesk import reading
from lookdesk.reading import Earlier, Found, Page, Reply
from lookdesk.types import Action, Certainty

LONGEST = 160
"""Characters of one or two sentences."""


def ask(question: str, *pages: Page) -> Reply:
    """Ask a question about pages."""
    return reading.answer(question, pages)


def converse(*rounds: str | tuple[str | Page, ...]) -> Reply:
    """Ask one question after the other and return the last reply; a round may be its pages, then its question."""
    pages: list[Page] = []
    earlier: list[Earlier] = []
    for one in rounds:
        *sent, question = (one,) if isinstance(one, str) else one
        new = [each for each in sent if isinstance(each, Page)]
        pages += new
        reply = reading.answer(str(question), pages, earlier)
        earlier.append(Earlier(str(question), tuple(each.number for each in new)))
    assert all(stands(found) for found in reply.found if found.value)
    return reply


def told(question: str, *pages: Page) -> str:
    """Return the text of an answer that was found, is short, and stands where it says."""
    reply = ask(question, *pages)
    assert reply.certainty in (Certainty.READ, Certainty.INFERRED), reply.text
    assert reply.found, "an answer shows where it stands"
    assert all(stands(found) for found in reply.found)
    assert len(reply.text) <= LONGEST
    return reply.text


def is_absent(reply: Reply) -> bool:
    """Tell whether a reply says that the picture does not show it, and claims no value."""
    return reply.certainty is Certainty.ABSENT and not any(found.value for found in reply.found)


def is_unreadable(reply: Reply) -> bool:
    """Tell whether a reply says that a place cannot be read, shows the place, and asks for a better photo."""
    return (
        reply.certainty is Certainty.UNREADABLE
        and reply.action is Action.RETAKE
        and bool(reply.advice)
        and [found.certainty for found in reply.found] == [Certainty.UNREADABLE]
    )


def stands(found: Found) -> bool:
    """Tell whether a value stands in the cell that it names."""
    return folded(found.quote or found.value) in folded(found.cell.line.text)


def folded(text: str) -> str:
    """Fold what does not change what is written: width, case and spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()
