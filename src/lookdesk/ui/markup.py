"""Pieces of HTML. Everything that is not a literal here is escaped: text from pictures may be hostile."""

from __future__ import annotations

import time
from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from lookdesk.errors import LookdeskError
from lookdesk.types import Action, Answer, EngineState, Evidence, FinishReason
from lookdesk.ui.conversation import PictureInHand, Refusal, Turn
from lookdesk.ui.words import Words
from lookdesk.wire import StatusBody

PREVIEW_SIDE = 640
"""Pixels: twice the panel's width, for dense screens."""
THUMBNAIL_SIDE = 144
"""Pixels: twice the width in the conversation."""
PATIENCE_S = 3
"""From so many seconds on, a waiting agent is told how long it has been."""


def div(kind: str, text: str) -> str:
    """Return a block of plain text; ``kind`` is its class in ``page.css``."""
    return f'<div class="ld-{kind}">{escape(text)}</div>'


def image(picture_id: str, side: int, label: str) -> str:
    """Return a picture that the browser gets from the API, at most ``side`` pixels wide and high."""
    return _img(f"/api/pictures/{quote(picture_id)}/thumbnail?side={side}", label)


def crop(evidence: Evidence, label: str) -> str:
    """Return the place where evidence stands, which the browser gets from the API when it is looked at."""
    corners = ",".join(f"{number:.1f}" for point in evidence.box.points for number in point)
    return _img(f"/api/pictures/{quote(evidence.picture_id)}/crop?box={corners}", label)


def _img(address: str, label: str) -> str:
    return f'<img src="{escape(address)}" loading="lazy" alt="{escape(label)}">'


def thumbnails(pictures: Sequence[PictureInHand], words: Words) -> str:
    """Return small previews with their numbers."""
    figures = (
        f'<span class="ld-thumb">{image(picture.id, THUMBNAIL_SIDE, words.picture.format(picture.number))}'
        f"<b>{picture.number}</b></span>"
        for picture in pictures
    )
    return f'<div class="ld-thumbs">{"".join(figures)}</div>'


def attached(pictures: Sequence[PictureInHand], words: Words) -> str:
    """Return the pictures that the next question will be about, for screens too narrow for the panel."""
    return f'<div class="ld-attached">{escape(words.attached)}{thumbnails(pictures, words)}</div>'


def replaced_texts(words: Words) -> str:
    """Return the texts that Streamlit has in English only, for ``page.css``, which puts them in their places."""
    texts = {
        "drop": words.drop_here,
        "add": words.add_pictures,
        "more": words.add_more,
        "accepted": words.accepted,
        "not-uploaded": words.not_uploaded,
        "disconnected": words.disconnected,
        "reconnecting": words.reconnecting,
    }
    return f"<style>:root {{ {' '.join(f'--ld-{name}: {text!r};' for name, text in texts.items())} }}</style>"


def question(turn: Turn, words: Words) -> str:
    """Return what was asked, with the pictures it was asked about."""
    pictures = thumbnails(turn.pictures, words) if turn.pictures else ""
    return f'<div class="ld-question">{pictures}{div("asked", turn.question)}</div>'


def working(turn: Turn, words: Words) -> str:
    """Return the answer as far as it has come, or what is being done."""
    if turn.text:
        return f'<div class="ld-answer">{escape(turn.text)}<span class="ld-caret"></span></div>'
    doing = words.waiting.format(turn.place) if turn.place else words.looking
    seconds = int(time.monotonic() - turn.asked_at)
    if seconds >= PATIENCE_S:
        doing = f"{doing} · {words.seconds.format(seconds)}"
    if turn.expected_wait_s is not None and turn.expected_wait_s >= PATIENCE_S:
        doing = f"{doing} · {words.expected.format(round(turn.expected_wait_s))}"
    return f'<div class="ld-working" role="status"><span class="ld-dots"></span>{escape(doing)}</div>'


def answer(given: Answer, words: Words) -> str:
    """Return an answer with its certainty and what to do next."""
    badge = (
        f'<span class="ld-badge ld-{given.certainty}">{escape(words.certainty[given.certainty])}</span>'
        f'<span class="ld-meaning">{escape(words.certainty_meaning[given.certainty])}</span>'
    )
    todo = ""
    if given.action is not Action.NONE:
        advice = f"<span>{escape(given.advice)}</span>" if given.advice else ""
        todo = f'<div class="ld-todo"><b>{escape(words.action[given.action])}</b>{advice}</div>'
    cut = div("notice", words.cut) if given.finish_reason is FinishReason.LENGTH else ""
    return f'<div class="ld-answer">{escape(given.text)}</div>{cut}<div class="ld-certainty">{badge}</div>{todo}'


def footer(given: Answer, words: Words) -> str:
    """Return the small print: how long it took, who answered, and what the model saw of the pictures."""
    parts = [words.took.format(_seconds(given.timings.total_s, words))]
    if given.timings.queued_s >= 0.1:
        parts.append(words.queued.format(_seconds(given.timings.queued_s, words)))
    parts.append(words.answered_by.format(given.model or given.engine))
    if given.seen:
        sizes = (f"{words.picture.format(seen.number)} {seen.size}" for seen in given.seen)
        parts.append(words.seen.format(words.comma.join(sizes)))
    return div("footer", " · ".join(parts))


def engine(status: StatusBody | None, words: Words) -> str:
    """Return which engine is in force and how it is; nothing known where the API does not answer."""
    if status is None:
        state, parts, reason = EngineState.DOWN, [words.engine_unknown], ""
    else:
        state, reason = status.state, status.reason
        parts = [words.engine.format(status.model or status.engine), words.engine_state[state]]
        if state is EngineState.READY and (status.expected_wait_s or 0) >= 1:
            parts.append(words.expected.format(round(status.expected_wait_s or 0)))
    label = escape(" · ".join(parts))
    return f'<div class="ld-engine ld-{state}" title="{escape(reason)}"><i></i><span>{label}</span></div>'


def _seconds(seconds: float, words: Words) -> str:
    return words.seconds.format("< 0.1" if seconds < 0.1 else f"{seconds:.1f}")


def failure(error: LookdeskError, words: Words) -> str:
    """Return what went wrong and what to do: in the page's language, with the API's own words below."""
    own = f"{error.message} {error.hint}".strip()
    if error.code not in words.errors:
        return f'<div class="ld-failure" role="alert"><b>{escape(error.message)}</b> {escape(error.hint)}</div>'
    happened, todo = words.errors[error.code]
    detail = div("detail", words.error_detail.format(own))
    return f'<div class="ld-failure" role="alert"><b>{escape(happened)}</b> {escape(todo)}{detail}</div>'


def refusal(refused: Refusal, words: Words) -> str:
    """Return which file was not taken, and why."""
    name = f'<div class="ld-filename">{escape(words.not_taken)}: {escape(refused.name)}</div>'
    why = failure(refused.error, words) if refused.error else div("failure", words.too_many)
    return f'<div class="ld-refusal">{name}{why}</div>'


def caption(picture: PictureInHand, words: Words) -> str:
    """Return a picture's number, name and size, and whether it was scaled."""
    size = str(picture.size)
    if picture.size != picture.original_size:
        size = f"{size} · {words.scaled.format(picture.original_size)}"
    label = f'<span class="ld-number">{escape(words.picture.format(picture.number))}</span>'
    return f'<div class="ld-caption"><div>{label}{escape(picture.name)}</div>{div("size", size)}</div>'
