"""How fast a model takes pictures in here, and how large a picture may be so that nobody waits too long."""

from __future__ import annotations

import io
import math
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass

import numpy as np
from PIL import Image

from lookdesk import pictures, prompts
from lookdesk.protocols import Engine
from lookdesk.types import Message, PicturePart, Role, SamplingParams, Size, TextPart

LONGEST_S = 10.0
"""A picture is to be taken in within this time."""
LEAST_TOKENS, MOST_TOKENS = 256, 2048
"""Visual tokens: below, small print is lost for certain; above, little is won (Qwen3-VL technical report)."""
TRIES = 3


@dataclass(frozen=True, slots=True)
class Pace:
    """The pixels that a picture may have, and how long it takes with them. Both were measured together."""

    picture_tokens: int
    prefill_s: float


def measure(engine: Engine, cancel: threading.Event, wanted: int | None = None) -> Pace:
    """Find the largest picture that is taken in within ten seconds, by taking pictures in.

    Args:
        engine: what is measured; nothing else may ask it meanwhile.
        cancel: ends the measuring.
        wanted: the visual tokens to measure; the largest that are quick enough where None.

    Raises:
        LookdeskError: the engine does not answer.
    """
    _time(engine, [TextPart("1")], cancel)  # what is slow once only: buffers, kernels
    tokens = wanted or LEAST_TOKENS
    pace = Pace(tokens, _time_picture(engine, tokens, 0, cancel))
    for seed in range(1, TRIES):
        if wanted or pace.picture_tokens == MOST_TOKENS or pace.prefill_s > LONGEST_S:
            break
        # with twice the tokens it takes more than twice as long: a first guess may be too high, the next is lower
        guess = int(pace.picture_tokens * LONGEST_S / pace.prefill_s * (1.0 if seed == 1 else 0.8))
        tokens = max(LEAST_TOKENS, min(MOST_TOKENS, guess))
        if tokens < pace.picture_tokens * 1.2:
            break
        larger = Pace(tokens, _time_picture(engine, tokens, seed, cancel))
        if larger.prefill_s <= LONGEST_S:
            return larger
    return pace


def _time_picture(engine: Engine, tokens: int, seed: int, cancel: threading.Event) -> float:
    """Return the seconds that a picture of about so many visual tokens takes. Each has pixels of its own."""
    side = math.isqrt(tokens)
    size = Size(pictures.TOKEN_SIDE * (tokens // side), pictures.TOKEN_SIDE * side)
    coarse = np.random.default_rng(seed).integers(0, 256, (side * 4, tokens // side * 4, 3), np.uint8)
    out = io.BytesIO()
    Image.fromarray(coarse).resize(size, Image.Resampling.NEAREST).save(out, "PNG", compress_level=1)
    part = PicturePart(1, pictures.load(out.getvalue()), Future(), size)
    return _time(engine, [*prompts.labelled([part]), TextPart("1")], cancel)


def _time(engine: Engine, parts: list[TextPart | PicturePart], cancel: threading.Event) -> float:
    began_at = time.monotonic()
    for _ in engine.generate([Message(Role.USER, tuple(parts))], SamplingParams(max_tokens=1), cancel):
        pass
    return time.monotonic() - began_at
