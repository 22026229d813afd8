"""The pictures in hand: how they come in, how they are shown, why a file was refused."""

from __future__ import annotations

import streamlit as st

from lookdesk.ui import markup
from lookdesk.ui.conversation import Conversation, PictureInHand
from lookdesk.ui.words import Words

FEW = 2
"""So many pictures are shown as wide as the panel; more share its width."""


def show_panel(conversation: Conversation, words: Words) -> None:
    """Show where to drop pictures, those in hand, and what was refused."""
    files = st.file_uploader(
        words.add_pictures,
        accept_multiple_files=True,
        key=f"upload-{conversation.uploads}",
        label_visibility="collapsed",
    )
    conversation.take(files)
    for refused in conversation.refusals:
        st.html(markup.refusal(refused, words))
    with st.container(key="pictures-few" if len(conversation.pictures) <= FEW else "pictures-many"):
        for number, picture in enumerate(conversation.pictures, 1):
            _show_picture(conversation, number, picture, words)


def _show_picture(conversation: Conversation, number: int, picture: PictureInHand, words: Words) -> None:
    with st.container(key=f"picture-{number}", gap="small"):
        st.image(picture.preview, width="stretch", alt=words.picture.format(number))
        with st.container(horizontal=True, wrap=False, vertical_alignment="center"):
            st.html(markup.caption(number, picture, words))
            st.button(
                "✕",
                key=f"remove-{picture.id}",
                help=words.remove.format(number),
                type="tertiary",
                on_click=conversation.remove,
                args=(picture.id,),
            )
