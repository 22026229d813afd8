"""What a visitor sees first: what this is, which engine is in force, and examples to try."""

from __future__ import annotations

from html import escape
from importlib.resources import files
from pathlib import Path

import streamlit as st

from lookdesk.client import Client
from lookdesk.errors import LookdeskError
from lookdesk.types import Detail
from lookdesk.ui import markup
from lookdesk.ui.conversation import Conversation
from lookdesk.ui.words import Words


def show_brand(conversation: Conversation, words: Words) -> None:
    """Show the product's name, and the way to a new conversation."""
    with st.container(horizontal=True, vertical_alignment="center", key="brand"):
        st.html(f'<div class="ld-brand"><b>{escape(words.title)}</b><span>{escape(words.product)}</span></div>')
        st.button(
            words.new_conversation,
            on_click=conversation.clear,
            key="new",
            disabled=not (conversation.turns or conversation.pictures),
        )
    if conversation.before:
        st.button(words.go_back, on_click=conversation.go_back, key="back", type="tertiary")


@st.fragment(run_every=5)
def show_engine(conversation: Conversation, client: Client, words: Words) -> None:
    """Show the engine in force and its state, and keep that up to date; offer a choice of detail where it looks."""
    try:
        status = client.status()
    except LookdeskError:
        st.html(markup.engine(None, words))
        return
    st.html(markup.engine(status, words))
    if status.picture_tokens is not None:
        chosen = st.segmented_control(
            words.detail,
            list(Detail),
            default=conversation.detail,
            format_func=words.details.__getitem__,
            help=words.detail_meaning,
            key="detail",
        )
        conversation.detail = chosen or Detail.NORMAL


def show_welcome(conversation: Conversation, words: Words) -> None:
    """Show what can be done here, and example pictures that are tried with one click."""
    st.html(
        f'<div class="ld-welcome"><h1>{escape(words.headline)}</h1><p>{escape(words.can_do)}</p>'
        f'<p class="ld-phone">{escape(words.on_a_phone)}</p></div>'
    )
    examples = [(stem, path) for stem in words.examples if (path := _example(stem))]
    if not examples or conversation.pictures:
        return
    st.html(markup.div("try", words.try_one))
    with st.container(horizontal=True, key="examples"):
        for stem, path in examples:
            name, question = words.examples[stem]
            tried = (conversation, path, question)
            with st.container(key=f"example-{stem}"):
                st.image(path, alt=name, width="stretch")
                st.button(question, key=f"try-{stem}", width="stretch", on_click=_try, args=tried)


def _try(conversation: Conversation, path: Path, question: str) -> None:
    conversation.add(path.name, path.read_bytes())
    conversation.ask(question)


def _example(stem: str) -> Path | None:
    """Find an example picture: inside the installed package, or beside the sources in a checkout."""
    package = Path(str(files("lookdesk")))
    for folder in (package / "examples", package.parents[1] / "examples"):
        for path in sorted(folder.glob(f"{stem}*")):
            return path
    return None
