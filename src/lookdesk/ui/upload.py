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
        unasked = conversation.unasked()
        for picture in conversation.pictures:
            _show_picture(conversation, picture, words, is_removable=picture in unasked)


def _show_picture(conversation: Conversation, picture: PictureInHand, words: Words, *, is_removable: bool) -> None:
    with st.container(key=f"picture-{picture.number}", gap="small"):
        label = words.picture.format(picture.number)
        st.html(f'<div class="ld-preview">{markup.image(picture.id, markup.PREVIEW_SIDE, label)}</div>')
        with st.container(horizontal=True, wrap=False, vertical_alignment="center"):
            st.html(markup.caption(picture, words))
            if is_removable:
                st.button(
                    "✕",
                    key=f"remove-{picture.id}",
                    help=words.remove.format(picture.number),
                    type="tertiary",
                    on_click=conversation.remove,
                    args=(picture,),
                )
