"""The pictures in hand: how they come in, how they are shown, why a file was refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import streamlit as st

from lookdesk.ui import markup
from lookdesk.ui.conversation import Conversation, PictureInHand
from lookdesk.ui.words import Words


class File(Protocol):
    """A file as Streamlit hands it over: the whole of it is in memory."""

    name: str

    def getvalue(self) -> bytes:
        """Return the file's bytes."""
        ...


def take(conversation: Conversation, files: Iterable[File]) -> None:
    """Send files to the API, where reading starts at once."""
    conversation.refusals.clear()
    for file in files:
        conversation.add(file.name, file.getvalue())


def show_panel(conversation: Conversation, words: Words) -> None:
    """Show where to drop pictures, those in hand, and what was refused."""
    key = f"upload-{conversation.uploads}"

    def take_uploaded() -> None:
        conversation.uploads += 1
        take(conversation, st.session_state[key])

    st.file_uploader(
        words.add_pictures, accept_multiple_files=True, key=key, on_change=take_uploaded, label_visibility="collapsed"
    )
    for refused in conversation.refusals:
        st.html(markup.refusal(refused, words))
    for number, picture in enumerate(conversation.pictures, 1):
        _show_picture(conversation, number, picture, words)


def _show_picture(conversation: Conversation, number: int, picture: PictureInHand, words: Words) -> None:
    with st.container(key=f"picture-{number}", gap="small"):
        st.image(picture.preview, width="stretch", alt=words.picture.format(number))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(markup.caption(number, picture, words))
            st.button(
                "✕",
                key=f"remove-{picture.id}",
                help=words.remove.format(number),
                type="tertiary",
                on_click=conversation.remove,
                args=(picture.id,),
            )
