"""Conversations as tensors: tokens, positions, pictures, and which tokens are to be learnt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from lookdesk.types import PicturePart, Role
from nano.conversations import Conversation
from nano.pictures import DIGITS
from qwen3vl import vocabulary

IMAGE = f"<|vision_start|>{'<|image_pad|>' * DIGITS}<|vision_end|>"


def tokens(conversation: Conversation) -> tuple[list[int], list[bool]]:
    """Return the tokens of a conversation as the chat template writes it, and which of them are answers."""
    ids: list[int] = []
    is_answer: list[bool] = []
    for message in conversation.told():
        head = vocabulary.encode(f"<|im_start|>{message.role}\n")
        body = "".join(IMAGE if isinstance(part, PicturePart) else part.text for part in message.parts)
        said = vocabulary.encode(f"{body}<|im_end|>")
        ids += [*head, *said, *b"\n"]
        is_answer += [False] * len(head) + [message.role is Role.ASSISTANT] * len(said) + [False]
    return ids, is_answer


@dataclass(frozen=True, slots=True)
class Batch:
    """What the model gets, and what it is to learn of it (-100 where nothing)."""

    tokens: Tensor
    positions: Tensor
    is_image: Tensor
    pictures: Tensor
    targets: Tensor
    digits: Tensor
    """The digit in each visual token's place, as its token."""


def batch(conversations: Sequence[Conversation]) -> Batch:
    """Put conversations side by side, filled up at their ends."""
    rows = [tokens(conversation) for conversation in conversations]
    length = max(len(ids) for ids, _ in rows)
    ids = torch.full((len(rows), length), vocabulary.END_OF_TEXT)
    targets = torch.full((len(rows), length), -100)
    for number, (row, is_answer) in enumerate(rows):
        ids[number, : len(row)] = torch.tensor(row)
        targets[number, : len(row) - 1] = torch.where(torch.tensor(is_answer[1:]), torch.tensor(row[1:]), -100)
    is_image = ids == vocabulary.IMAGE
    shown = [shown for conversation in conversations for shown in conversation.shown]
    pictures = torch.from_numpy(np.stack([each.pixels for each in shown])).permute(0, 3, 1, 2).float() / 127.5 - 1
    digits = torch.tensor([list(each.number.encode()) for each in shown])
    return Batch(ids, positions(is_image), is_image, pictures, targets, digits)


def positions(is_image: Tensor) -> Tensor:
    """Return 3 × batch × length positions: a picture's three tokens stand in a row, and what follows moves on by three.

    Source: M-RoPE of Qwen3-VL: text counts on all axes, a picture keeps its time, and what follows starts after its
    largest coordinate.
    """
    count = torch.arange(is_image.shape[1]).expand(is_image.shape)
    column = (is_image.cumsum(1) - 1) % DIGITS
    start = torch.where(is_image, count - column, count)
    return torch.stack((start, start, count))
