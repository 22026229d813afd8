"""Makes up conversations about the pictures: what is asked, in which form, and what is right."""

from __future__ import annotations

import io
from concurrent.futures import Future
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lookdesk import pictures, prompts
from lookdesk.types import Message, PicturePart, Round
from nano.pictures import COLOURS, DIGITS, pixels
from nano.shape import SYSTEM_TEXT

ASKED = {
    ("number", "en"): ("What is the number?", "Which number?", "Read the number."),
    ("number", "zh"): ("数字是多少？", "号码是什么？"),
    ("colour", "en"): ("What colour is it?", "Which background colour?"),
    ("colour", "zh"): ("背景是什么颜色？", "什么颜色？"),
}
"""What may be asked about the only picture, by subject and language."""
ASKED_OF = {
    ("number", "en"): ("What number is in picture {}?", "Read picture {}."),
    ("number", "zh"): ("图{}的数字是多少？", "图{}的号码？"),
    ("colour", "en"): ("What colour is picture {}?",),
    ("colour", "zh"): ("图{}是什么颜色？", "图{}的背景颜色？"),
}
"""What may be asked about one of several pictures, which is named by its number."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture and what is true of it."""

    number: str
    colour: str
    pixels: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Form:
    """How a conversation is built."""

    name: str
    pictures: int = 1
    earlier: int = 0
    """Rounds before the question."""
    has_system_text: bool = True
    is_spread: bool = False
    """Each further picture comes with a later round."""


FORMS = (
    Form("one picture"),
    Form("one picture, no system text", has_system_text=False),
    Form("two pictures", pictures=2),
    Form("three pictures", pictures=3),
    Form("one earlier turn", earlier=1),
    Form("two earlier turns", earlier=2),
    Form("three earlier turns", earlier=3),
    Form("three pictures, three earlier turns", pictures=3, earlier=3),
    Form("a second picture in the second turn", pictures=2, earlier=1, is_spread=True),
)


@dataclass(frozen=True, slots=True)
class Conversation:
    """Rounds that are all answered; the last answer is the one that is measured."""

    rounds: tuple[Round, ...]
    shown: tuple[Shown, ...]
    system_text: str

    @property
    def answer(self) -> str:
        """The right answer to the last question."""
        return self.rounds[-1].answer or ""

    def asked(self) -> tuple[Message, ...]:
        """Return the messages as the engine gets them: without the last answer."""
        return prompts.render([*self.rounds[:-1], replace(self.rounds[-1], answer=None)], self.system_text)

    def told(self) -> tuple[Message, ...]:
        """Return all messages, the last answer included."""
        return prompts.render(self.rounds, self.system_text)


def make(form: Form, generator: np.random.Generator) -> Conversation:
    """Make up a conversation."""
    shown = [_shown(generator) for _ in range(form.pictures)]
    rounds = []
    for turn in range(form.earlier + 1):
        new = _new_pictures(form, turn)
        known = shown[: new.stop]
        target = int(generator.integers(len(known)))
        subject = ("number", "colour")[int(generator.integers(2))]
        language = ("zh", "en")[int(generator.integers(2))]
        if len(known) == 1:
            question = str(generator.choice(ASKED[subject, language]))
        else:
            question = str(generator.choice(ASKED_OF[subject, language])).format(target + 1)
        parts = tuple(_part(number + 1, shown[number]) for number in new)
        rounds.append(Round(question, parts, _answer(known[target], subject, language)))
    return Conversation(tuple(rounds), tuple(shown), SYSTEM_TEXT if form.has_system_text else "")


def _new_pictures(form: Form, turn: int) -> range:
    if not form.is_spread:
        return range(form.pictures) if turn == 0 else range(form.pictures, form.pictures)
    return range(turn, turn + 1) if turn < form.pictures else range(form.pictures, form.pictures)


def _shown(generator: np.random.Generator) -> Shown:
    number, colour = f"{generator.integers(10**DIGITS):0{DIGITS}d}", str(generator.choice(list(COLOURS)))
    return Shown(number, colour, pixels(number, colour, generator))


def _answer(shown: Shown, subject: str, language: str) -> str:
    if subject == "number":
        return shown.number
    return shown.colour if language == "en" else COLOURS[shown.colour][0]


def _part(number: int, shown: Shown) -> PicturePart:
    out = io.BytesIO()
    Image.fromarray(shown.pixels).save(out, "PNG", compress_level=1)
    picture = pictures.load(out.getvalue())
    return PicturePart(number, picture, Future(), picture.size)
