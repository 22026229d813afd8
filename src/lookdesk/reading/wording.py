"""How a reply is said, in Chinese and English."""

from __future__ import annotations

from collections.abc import Sequence

from lookdesk.reading.folding import plain
from lookdesk.reading.ordinals import ordinal
from lookdesk.reading.reply import Found


def values(found: Sequence[tuple[str, Found]], chinese: bool) -> str:
    """Say values with their names, as in 型号：B2390."""
    parts = []
    for label, hit in found:
        if not label or plain(label) == plain(hit.value):
            parts.append(hit.value)
        else:
            parts.append(f"{label}：{hit.value}" if chinese else f"{label[:1].upper()}{label[1:]}: {hit.value}")
    return "；".join(parts) + "。" if chinese else "; ".join(parts) + "."


LONGEST_LABEL = 40
"""Characters of the question's own words that a reply repeats."""


def absent(label: str, chinese: bool) -> str:
    """Say that the picture does not show a value."""
    label = label[:LONGEST_LABEL]
    if not label:
        return "图中没有找到问题所问的内容。" if chinese else "The picture does not show what was asked for."
    return f"图中没有{label}。" if chinese else f"The picture does not show: {label}."


def no_picture(numbers: Sequence[int], chinese: bool) -> str:
    """Say that pictures which a question points at are not there; 0 stands for one without a number."""
    named = [ordinal(number, chinese) for number in numbers if number]
    if not named:
        return "目前的图片里没有所说的那一张。" if chinese else "There is no such picture here."
    return (
        f"目前的图片里没有{'、'.join(named)}。"
        if chinese
        else f"The pictures here do not include {' and '.join(named)}."
    )


def no_more(chinese: bool) -> str:
    """Say that no further picture shows what was asked for."""
    return "没有找到更多。" if chinese else "Nothing more was found."


def blank(label: str, chinese: bool) -> str:
    """Say that the place for a value is empty."""
    return f"图中有“{label}”一栏，但没有填写。" if chinese else f'There is a place for "{label}", but it is empty.'


def masked(label: str, chinese: bool) -> str:
    """Say that a value is hidden."""
    return (
        f"图中的{label}被遮住了，看不到完整内容。"
        if chinese
        else f"{label}: hidden in the picture, not legible in full."
    )


def illegible(label: str, chinese: bool) -> str:
    """Say that a value is there but cannot be read."""
    return f"图中有{label}，但看不清，无法确认。" if chinese else f"{label}: it is there, but not legible."


def retake(label: str, chinese: bool) -> str:
    """Say what to photograph again."""
    if chinese:
        return f"请对准{label or '相关部位'}，靠近、对焦、避开反光后重拍一张。"
    return f"Please photograph {label or 'that part'} again: closer, in focus and without glare."


def unmasked(label: str, chinese: bool) -> str:
    """Say which photo would show a hidden value."""
    return f"请提供一张未遮挡{label}的照片。" if chinese else f"Please send a photo in which {label} is not covered."
