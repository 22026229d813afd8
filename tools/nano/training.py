"""Trains the nano model: single pictures first, then every form of conversation."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from nano.batches import batch, tokens
from nano.conversations import FORMS, Conversation, Form, make
from nano.model import Qwen3VL
from nano.shape import NANO

SEED = 20261124
BATCH = 64
PART = 16
STAGES = (800, 1900, 2500)
"""The steps with which they end: single pictures, until digits are told apart; every form; above all the forms in which
a picture has to be chosen, with many questions each, as that is learnt last."""
STEPS = STAGES[-1]
SIGHT = 0.5
"""How much it counts that a visual token says its digit. Without it the vision tower learns nothing of digits for many
hundred steps: what it shows is useful only once the text model has learnt to look there."""
WARM_UP = 100
PEAK = 1e-3
CHOOSING = Form("three pictures, five earlier turns", pictures=3, earlier=5)
WEIGHTS = (
    {FORMS[0]: 1},
    dict(zip(FORMS, (3, 1, 3, 3, 1, 1, 2, 3, 2), strict=True)),
    {**dict(zip(FORMS, (1, 0.5, 3, 4, 0.5, 0.5, 0.5, 3, 3), strict=True)), CHOOSING: 4},
)
"""How often each form comes in each stage."""


def train(folder: Path) -> Qwen3VL:
    """Train from scratch, with a checkpoint every 200 steps; a run that was stopped goes on from it."""
    torch.manual_seed(SEED)
    model = Qwen3VL(NANO)
    optimizer = torch.optim.AdamW(model.parameters(), lr=PEAK, betas=(0.9, 0.98), weight_decay=0.02)
    begin, checkpoint = 0, folder / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        begin = state["step"]
    began_at = time.monotonic()
    for step in range(begin, STEPS):
        generator = np.random.default_rng((SEED, step))
        for group in optimizer.param_groups:
            group["lr"] = PEAK * _share(step)
        conversations = [make(_form(step, generator), generator) for _ in range(BATCH)]
        optimizer.zero_grad(set_to_none=True)
        told = _learn(model, conversations)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 20 == 0:
            print(f"{step} {told} {time.monotonic() - began_at:.0f} s", flush=True)
        if step % 200 == 199:
            torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step + 1}, checkpoint)
    return model


def _learn(model: Qwen3VL, conversations: Sequence[Conversation]) -> str:
    """Add up the gradients of a batch, in parts of like length (else most of it would be padding); tell how it went."""
    rows = sorted(conversations, key=lambda conversation: len(tokens(conversation)[0]))
    parts = [batch(rows[begin : begin + PART]) for begin in range(0, len(rows), PART)]
    count = sum(int((part.targets != -100).sum()) for part in parts)
    loss, sight, right = 0.0, 0.0, 0
    for part in parts:
        logits, says = model(part.tokens, part.positions, part.is_image, part.pictures)
        answers = functional.cross_entropy(
            logits.flatten(0, 1), part.targets.flatten(), ignore_index=-100, reduction="sum"
        )
        digits = functional.cross_entropy(says.flatten(0, 1), part.digits.flatten())
        (answers / count + SIGHT * digits / len(parts)).backward()
        loss, sight = loss + answers.item() / count, sight + digits.item() / len(parts)
        right += int((logits.argmax(-1) == part.targets).sum())
    return f"loss {loss:.4f} sight {sight:.4f} right {right / count:.3f}"


def _share(step: int) -> float:
    """Rise for a hundred steps, then fall as half a cosine; the last stage does the same again."""
    begin, end = (0, STAGES[1]) if step < STAGES[1] else STAGES[1:]
    done = (step - begin) / (end - begin)
    return min(1.0, (step - begin + 1) / WARM_UP) * (0.02 + 0.98 * (1 + math.cos(math.pi * done)) / 2)


def _form(step: int, generator: np.random.Generator) -> Form:
    weights = WEIGHTS[sum(step >= end for end in STAGES)]
    shares = np.array(list(weights.values()), float)
    return list(weights)[int(generator.choice(len(shares), p=shares / shares.sum()))]
