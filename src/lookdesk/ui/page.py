"""The page for support agents, as Streamlit runs it for every visit and every click."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from lookdesk import ui
from lookdesk.client import Client
from lookdesk.errors import LookdeskError
from lookdesk.ui import chat, markup, upload, welcome
from lookdesk.ui.conversation import Conversation
from lookdesk.ui.words import Words, words_for

NAMED = "c"
"""The part of the page's address that names a conversation."""
LINKED = "k"
"""The part of a colleague's link that lets its reader in."""
HERE = Path(__file__).parent


@st.cache_resource
def api(address: str) -> Client:
    """Return the client whose connections all visitors of this page share."""
    return Client(address)


def visit() -> None:
    """Draw the page once."""
    words = words_for(st.context.locale)
    st.set_page_config(page_title=words.title, page_icon=str(HERE / "icon.svg"), initial_sidebar_state=320)
    st.html(HERE / "page.css")
    st.html(markup.replaced_texts(words))
    client = api(ui.api_address).acting_for(st.context.cookies)
    if ui.is_open_to_all:
        st.html(markup.div("open", words.open_to_all))
    conversation = take_up(client)
    with st.sidebar:
        brand = st.container()
        upload.show_panel(conversation, words)
        with brand:
            welcome.show_brand(conversation, words)
            welcome.show_engine(conversation, client, words)
    if not conversation.turns:
        welcome.show_welcome(conversation, words)
    turns = st.container()
    if conversation.unasked():
        st.html(markup.attached(conversation.unasked(), words))
    take_question(conversation, words)
    chat.show_latest(conversation)
    remember(conversation)  # before an answer is waited for: a reload meanwhile comes back to it
    with turns:
        chat.show_conversation(conversation, words)


def take_up(client: Client) -> Conversation:
    """Return the visitor's conversation: after a reload, or by a colleague's link, the one that the address names."""
    if "conversation" not in st.session_state:
        named, token = st.query_params.get(NAMED, ""), st.query_params.get(LINKED, "")
        try:
            if named and token:
                client.join(named, token)
            st.session_state.conversation = Conversation(client, named)
        except LookdeskError:  # it is gone, or somebody else's
            st.session_state.conversation = Conversation(client)
    known: Conversation = st.session_state.conversation
    return known


def remember(conversation: Conversation) -> None:
    """Put the conversation into the page's address; what a link brought beside it has done its part."""
    st.query_params.pop(LINKED, None)
    if conversation.id:
        st.query_params[NAMED] = conversation.id
    else:
        st.query_params.pop(NAMED, None)


def take_question(conversation: Conversation, words: Words) -> None:
    """Offer the input; it takes pictures as well, which is how a phone adds them."""

    def submit() -> None:
        sent = st.session_state.ask
        conversation.take(sent.files)
        if question := sent.text.strip():
            conversation.ask(question)

    st.chat_input(words.ask, key="ask", accept_file="multiple", max_chars=2000, on_submit=submit)


visit()
