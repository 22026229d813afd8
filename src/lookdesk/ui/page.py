"""The page for support agents, as Streamlit runs it for every visit and every click."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from lookdesk import ui
from lookdesk.client import Client
from lookdesk.ui import chat, markup, upload, welcome
from lookdesk.ui.conversation import MAX_PICTURES, Conversation
from lookdesk.ui.words import Words, words_for

HERE = Path(__file__).parent


@st.cache_resource
def api(address: str) -> Client:
    """Return the one client that all visitors of this page share."""
    return Client(address)


def visit() -> None:
    """Draw the page once."""
    words = words_for(st.context.locale)
    st.set_page_config(page_title=words.title, page_icon=str(HERE / "icon.svg"), initial_sidebar_state=320)
    st.html(HERE / "page.css")
    st.html(markup.panel_texts(words))
    client = api(ui.api_address)
    conversation: Conversation = st.session_state.setdefault("conversation", Conversation(client))
    with st.sidebar:
        welcome.show_brand(client, words)
        upload.show_panel(conversation, words)
        if conversation.turns or conversation.pictures:
            st.button(words.new_conversation, on_click=conversation.clear, width="stretch", key="new")
    if not conversation.turns:
        welcome.show_welcome(conversation, words)
    turns = st.container()
    if conversation.pictures:
        st.html(markup.attached(conversation.pictures, words))
    take_question(conversation, words)
    with turns:
        chat.show_conversation(conversation, words)


def take_question(conversation: Conversation, words: Words) -> None:
    """Offer the input; it takes pictures as well, which is how a phone adds them."""
    sent = st.chat_input(words.ask, key="ask", accept_file="multiple", max_chars=2000)
    if sent:
        if sent.files:
            upload.take(conversation, sent.files[:MAX_PICTURES])
        if sent.text.strip():
            conversation.ask(sent.text.strip())
        st.rerun()


visit()
