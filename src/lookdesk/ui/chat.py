"""The conversation: questions, answers as they come in, evidence, and what to do where one fails."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lookdesk.ui import markup
from lookdesk.ui.conversation import Conversation, Turn
from lookdesk.ui.evidence_view import show_evidence
from lookdesk.ui.words import Words

REDRAW_S = 0.1
"""How often a coming answer is looked at: as quick as reading, and slow enough for many agents on one machine."""


def show_conversation(conversation: Conversation, words: Words) -> None:
    """Show all turns; stay with those whose answer is still to come until it is there."""
    live = {turn.number: _show_turn(conversation, turn, words) for turn in conversation.turns}
    while unfinished := conversation.unfinished():
        for turn in unfinished:
            live[turn.number].html(markup.working(turn, words))
        conversation.wait(REDRAW_S)
        if len(conversation.unfinished()) < len(unfinished):
            st.rerun()


def show_latest(conversation: Conversation) -> None:
    """Scroll down to a turn that is new. Streamlit follows its growth from there."""
    script = f"""<script>/* turn {len(conversation.turns)} */
        setTimeout(() => document.querySelector("[data-testid=stAppScrollToBottomContainer]")?.scrollTo(0, 1e7), 250)
    </script>"""
    if conversation.turns:
        st.html(script, unsafe_allow_javascript=True)


def _show_turn(conversation: Conversation, turn: Turn, words: Words) -> DeltaGenerator:
    """Draw a turn; return the place where its coming answer is drawn."""
    with st.container(key=f"turn-{turn.number}", gap="small"):
        st.html(markup.question(turn, words))
        live = st.empty()
        if not turn.is_finished:
            live.html(markup.working(turn, words))
            st.button(words.stop, key=f"stop-{turn.number}", on_click=conversation.stop, args=(turn,))
        elif turn.answer:
            st.html(markup.answer(turn.answer, words))
            show_evidence(turn, words)
            st.html(markup.footer(turn.answer, words))
        else:
            _show_unanswered(conversation, turn, words)
    return live


def _show_unanswered(conversation: Conversation, turn: Turn, words: Words) -> None:
    if turn.is_waiting_for_pictures:
        st.html(markup.div("notice", words.needs_picture))
        return
    if turn.error:
        st.html(markup.failure(turn.error, words))
    else:
        st.html((markup.div("answer", turn.text) if turn.text else "") + markup.div("notice", words.stopped))
    st.button(words.again, key=f"again-{turn.number}", on_click=conversation.ask_again, args=(turn,))
