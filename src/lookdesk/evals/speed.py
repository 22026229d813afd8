"""How fast a desk answers when several chats ask at one time, each about a picture of its own."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count

from PIL import Image, ImageDraw

from lookdesk.desk import Desk
from lookdesk.errors import LookdeskError
from lookdesk.evals.spread import Spread
from lookdesk.types import Answer, Picture, Question, Size

SIZE = Size(1664, 1248)
LINES = 8
LETTER_PX = 64
"""A photo of a label, as large as a model looks at by default: enough text to read, and no two alike."""


@dataclass(frozen=True, slots=True)
class Load:
    """What came of so many chats at one time."""

    chats: int
    answers: tuple[Answer, ...]
    failures: tuple[str, ...]
    """Why the other questions have no answer."""
    lasted_s: float

    @property
    def first_s(self) -> Spread:
        """Seconds to the first text, the wait for a place included."""
        return Spread.of([answer.timings.first_text_s for answer in self.answers])

    @property
    def total_s(self) -> Spread:
        """Seconds to the whole answer."""
        return Spread.of([answer.timings.total_s for answer in self.answers])

    @property
    def queued_s(self) -> Spread:
        """Seconds until the answer's turn came."""
        return Spread.of([answer.timings.queued_s for answer in self.answers])

    @property
    def tokens_per_s(self) -> float | None:
        """Tokens a second of all chats together; None where the engine has no tokens."""
        tokens = sum(answer.usage.completion_tokens for answer in self.answers if answer.usage)
        return tokens / self.lasted_s if tokens else None


def draw(seed: int) -> bytes:
    """Draw a label that no other seed has, as JPEG."""
    random_of = random.Random(seed)
    image = Image.new("RGB", SIZE, (random_of.randrange(180, 250), 230, 220))
    pen = ImageDraw.Draw(image)
    for line in range(LINES):
        text = f"No. {line + 1}: {random_of.randrange(10**9, 10**10)}"
        pen.text((LETTER_PX, (1 + line * 2) * LETTER_PX), text, "black", font_size=LETTER_PX)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


def ask_at_once(
    desk: Desk, pictures: Sequence[Picture], questions: int, on_answer: Callable[[], object] = lambda: None
) -> Load:
    """Let one chat a picture ask its questions, one after the other, all chats at one time.

    Args:
        desk: what is measured.
        pictures: one for each chat.
        questions: of each chat.
        on_answer: is called after each.
    """
    numbers = count(1)
    answers: list[Answer] = []
    failures: list[str] = []

    def chat(picture: Picture) -> None:
        for _ in range(questions):
            text = f"Question {next(numbers)}: what stands in the picture? Tell everything, line by line."
            try:
                answers.append(desk.ask(Question(text, (picture,), conversation=picture.id)).answer())
            except LookdeskError as error:
                failures.append(error.message)
            on_answer()

    began_at = time.monotonic()
    with ThreadPoolExecutor(len(pictures)) as pool:
        list(pool.map(chat, pictures))
    return Load(len(pictures), tuple(answers), tuple(failures), time.monotonic() - began_at)
