"""Where an answer stands: crops with their box, and the lines that were read."""

from __future__ import annotations

from html import escape

import streamlit as st

from lookdesk.types import Evidence
from lookdesk.ui import markup
from lookdesk.ui.conversation import Turn
from lookdesk.ui.words import Words

MOST_CROPS = 6
"""Pieces of evidence that are shown as crops; the rest are listed as text."""


def show_evidence(turn: Turn, words: Words) -> None:
    """Show the evidence of a turn's answer, folded until it is wanted."""
    evidence = turn.answer.evidence if turn.answer else ()
    if not evidence:
        return
    with st.expander(f"{words.evidence} ({len(evidence)})", key=f"evidence-{turn.number}"):
        pieces = "".join(
            f'<figure class="ld-piece">{markup.crop(item, words.picture.format(item.picture_number))}'
            f"<figcaption>{_line(item, words)}</figcaption></figure>"
            for item in evidence[:MOST_CROPS]
        )
        rest = "".join(f"<li>{_line(item, words)}</li>" for item in evidence[MOST_CROPS:])
        st.html(f'<div class="ld-evidence">{pieces}</div>' + (f'<ul class="ld-rest">{rest}</ul>' if rest else ""))


def _line(item: Evidence, words: Words) -> str:
    number = f'<span class="ld-number">{escape(words.picture.format(item.picture_number))}</span>'
    if not item.text:
        return f"{number}<span>{escape(words.not_legible)}</span>"
    return f'{number}<span class="ld-label">{escape(words.line_read)}</span><code>{escape(item.text)}</code>'
