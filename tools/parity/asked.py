"""What both sides are asked: ten pictures of different shape, and longer conversations."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from lookdesk import pictures, prompts
from lookdesk.types import Capabilities, Message, Picture, PicturePart, Round, Size

SIZES = (
    Size(640, 480),
    Size(480, 640),
    Size(333, 251),
    Size(251, 333),
    Size(1500, 40),
    Size(60, 900),
    Size(24, 17),
    Size(800, 800),
    Size(96, 64),
    Size(1920, 1080),
)
"""Wide, tall, square, a strip, smaller than the least and as large as the usual most."""
QUESTION = "What is the model number? 型号是什么？"
EXIF_ORIENTATION = 0x0112


@dataclass(frozen=True, slots=True)
class Asked:
    """A conversation whose last question is to be answered."""

    name: str
    messages: tuple[Message, ...]

    def pictures(self) -> list[Image.Image]:
        """Return its pictures as the model is to see them."""
        parts = [part for message in self.messages for part in message.parts if isinstance(part, PicturePart)]
        return [
            Image.open(io.BytesIO(pictures.seen(part.picture, part.seen_size or part.picture.size))) for part in parts
        ]


def conversations(capabilities: Capabilities) -> Iterator[Asked]:
    """Yield ten pictures with the same question, then three pictures in three rounds."""
    drawn = [draw(size, seed) for seed, size in enumerate(SIZES)]
    for picture in drawn:
        first = Round(QUESTION, (_part(1, picture, capabilities),))
        yield Asked(str(picture.size), prompts.render([first], prompts.SYSTEM_TEXT))
    rounds: Sequence[Round] = (
        Round(
            "What is on them?",
            (_part(1, drawn[2], capabilities), _part(2, drawn[4], capabilities)),
            "A box and a strip.",
        ),
        Round("And here? 这里呢？", (_part(3, drawn[5], capabilities),), "A tall one."),
        Round("Which is wider?"),
    )
    yield Asked("three pictures, three rounds", prompts.render(rounds, prompts.SYSTEM_TEXT))
    yield Asked("the same without instructions", prompts.render(rounds))


def as_it_is() -> Asked:
    """Return a picture that the model gets in its own size, which is no multiple of 32."""
    picture = draw(SIZES[2], 2)
    part = PicturePart(1, picture, Future(), picture.size)
    return Asked(str(picture.size), prompts.render([Round(QUESTION, (part,))], prompts.SYSTEM_TEXT))


def draw(size: Size, seed: int) -> Picture:
    """Draw a photo of shapes and grain; each fourth was taken with the camera held sideways."""
    generator = np.random.default_rng(seed)
    is_sideways = seed % 4 == 1
    width, height = (size.height, size.width) if is_sideways else size
    image = Image.fromarray(generator.integers(0, 256, (4, 4, 3), np.uint8)).resize((width, height))
    canvas = ImageDraw.Draw(image)
    for _ in range(40):
        x, y = (int(place) for place in generator.integers(0, (width, height)))
        red, green, blue = (int(part) for part in generator.integers(0, 256, 3))
        canvas.rectangle((x, y, x + width // 5, y + height // 5), fill=(red, green, blue))
    grain = generator.integers(-20, 21, (height, width, 3))
    image = Image.fromarray(np.clip(np.asarray(image).astype(int) + grain, 0, 255).astype(np.uint8))
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = 6 if is_sideways else 1
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90, exif=exif)
    return pictures.load(out.getvalue())


def _part(number: int, picture: Picture, capabilities: Capabilities) -> PicturePart:
    size = pictures.seen_size(picture.size, capabilities.picture_tokens, capabilities.least_picture_tokens)
    return PicturePart(number, picture, Future(), size)
