"""The vocabulary: what flows between the rooms of the house. Frozen, standard library only.

::

    bytes ──▶ Picture ──▶ TextLines ─┐
    Question ──▶ Messages ──engine──▶ Deltas ──▶ Answer
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

# --- pictures and what is read in them ---------------------------------------------------------------------------


class Size(NamedTuple):
    """Width and height in pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width} × {self.height}"


class Point(NamedTuple):
    """A place in the upright picture, in pixels from its top left corner."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Box:
    """A quadrilateral in pixels of the upright picture: its corners clockwise from the text's own top left."""

    points: tuple[Point, Point, Point, Point]

    @classmethod
    def of(cls, points: Sequence[Sequence[float]]) -> Box:
        """Make a box of four (x, y) pairs, clockwise from the text's top left."""
        a, b, c, d = (Point(float(x), float(y)) for x, y in points)
        return cls((a, b, c, d))

    @classmethod
    def upright(cls, left: float, top: float, right: float, bottom: float) -> Box:
        """Make a box whose sides are parallel to the picture's."""
        return cls((Point(left, top), Point(right, top), Point(right, bottom), Point(left, bottom)))

    @property
    def left(self) -> float:
        return min(p.x for p in self.points)

    @property
    def right(self) -> float:
        return max(p.x for p in self.points)

    @property
    def top(self) -> float:
        return min(p.y for p in self.points)

    @property
    def bottom(self) -> float:
        return max(p.y for p in self.points)

    @property
    def center(self) -> Point:
        return Point(sum(p.x for p in self.points) / 4, sum(p.y for p in self.points) / 4)

    @property
    def length(self) -> float:
        """The extent along the text's own direction, in pixels (mean of the two long sides)."""
        a, b, c, d = self.points
        return (math.dist(a, b) + math.dist(d, c)) / 2

    @property
    def thickness(self) -> float:
        """The extent across the text's own direction, in pixels: about the height of its letters."""
        a, b, c, d = self.points
        return (math.dist(a, d) + math.dist(b, c)) / 2

    @property
    def angle(self) -> float:
        """The text's direction in degrees, clockwise from left-to-right, in (-180, 180]."""
        a, b, c, d = self.points
        return math.degrees(math.atan2((b.y - a.y) + (c.y - d.y), (b.x - a.x) + (c.x - d.x)))


class LineSource(StrEnum):
    """Which reader a text line came from."""

    TEXT = "text"
    DISPLAY = "display"
    BARCODE = "barcode"


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text as OCR saw it. A low score says: there is text, but it may well not say this."""

    text: str
    box: Box
    score: float
    """How sure the recogniser is, 0–1."""
    source: LineSource = LineSource.TEXT


@dataclass(frozen=True, slots=True)
class Picture:
    """An image in our care. The bytes are the sender's own; decoding them gives ``size`` upright RGB pixels."""

    id: str
    """SHA-256 of ``content``, in hexadecimal."""
    content: bytes = field(repr=False)
    media_type: str
    original_size: Size
    """As sent, after EXIF orientation."""
    size: Size
    """As used: ``original_size``, or smaller where that is over our bound."""
    visual_tokens: int
    """What a vision model of 32 × 32 pixel tokens pays for ``size``."""

    @property
    def is_scaled(self) -> bool:
        return self.size != self.original_size


# --- what is asked, and what engines see and say -----------------------------------------------------------------


class Detail(StrEnum):
    """How many pixels of a picture a model is to look at."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Question:
    """What an agent asks about one or more pictures, in their order (picture 1 is the first)."""

    text: str
    pictures: tuple[Picture, ...]
    detail: Detail = Detail.NORMAL
    conversation: str = ""
    """Whose question it is: places are shared fairly between conversations. Empty: a conversation of its own."""
    numbers: tuple[int, ...] = ()
    """The pictures' numbers in the conversation; from 1 where empty."""


class Role(StrEnum):
    """Who speaks a message (the OpenAI wire words)."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class TextPart:
    """Text in a message."""

    text: str


@dataclass(frozen=True, slots=True)
class PicturePart:
    """A picture in a message, with the number by which people and engines call it."""

    number: int
    picture: Picture
    lines: Future[tuple[TextLine, ...]] = field(repr=False)
    """The text lines; waited for only by engines that read instead of look."""
    seen_size: Size | None = None
    """The size, in multiples of 32 pixels, in which an engine that looks gets it; None where the engine reads."""


ContentPart = TextPart | PicturePart


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation as an engine gets it."""

    role: Role
    parts: tuple[ContentPart, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """A question with the pictures that were sent with it, and its answer where there is one yet."""

    question: str
    pictures: tuple[PicturePart, ...] = ()
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class EarlierRound:
    """A round of a conversation that was answered before, as it is kept."""

    question: str
    """Empty where the other side spoke first."""
    pictures: tuple[tuple[int, Picture], ...]
    """With their numbers."""
    answer: str
    detail: Detail = Detail.NORMAL


@dataclass(frozen=True, slots=True)
class GivenContext:
    """A conversation as the asker holds it: the engine gets all of it, and nothing else of any conversation."""

    rounds: tuple[EarlierRound, ...] = ()
    instructions: str = ""
    """What the asker tells the engine; it follows our own instructions."""


@dataclass(frozen=True, slots=True)
class SamplingParams:
    """How an engine picks its words. The defaults are those for support work: short, and close to what is seen."""

    max_tokens: int = 256
    temperature: float = 0.25
    top_p: float = 0.8
    top_k: int = 20
    presence_penalty: float = 0.0
    """Off: a penalty on what was said before damages strings of digits."""
    wants_logprobs: bool = False
    json_schema: Mapping[str, Any] | None = None
    """The shape that the answer must have, as JSON Schema."""
    stop: tuple[str, ...] = ()
    """Where one of these comes up, the answer ends before it."""
    seed: int | None = None
    """The same seed gives the same words again, as far as the engine can; None: any."""


class FinishReason(StrEnum):
    """Why an engine stopped (the OpenAI wire words)."""

    STOP = "stop"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Usage:
    """What an answer took, in tokens."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0


class Certainty(StrEnum):
    """How an answer stands to the picture."""

    READ = "read"
    INFERRED = "inferred"
    UNREADABLE = "unreadable"
    ABSENT = "absent"


class Action(StrEnum):
    """What the agent should do next."""

    NONE = "none"
    RETAKE = "retake"
    HANDOFF = "handoff"


@dataclass(frozen=True, slots=True)
class Finding:
    """What an engine claims to have seen: a value, and where it stands."""

    value: str
    picture_number: int
    box: Box
    certainty: Certainty = Certainty.READ


@dataclass(frozen=True, slots=True)
class TokenLogprob:
    """A token of the answer and the natural logarithm of its probability."""

    token: str
    logprob: float


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of an answer. The last one of an answer carries ``finish_reason`` and may carry the engine's claims."""

    text: str = ""
    finish_reason: FinishReason | None = None
    usage: Usage | None = None
    findings: tuple[Finding, ...] = ()
    certainty: Certainty | None = None
    action: Action = Action.NONE
    advice: str = ""
    """What to photograph again, or why to hand off; one sentence to pass on."""
    logprobs: tuple[TokenLogprob, ...] = ()
    """Of the tokens in ``text``, where they were asked for."""


# --- what the desk answers ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value of the answer stands: picture, box, and the line as it was read."""

    value: str
    picture_number: int
    picture_id: str
    box: Box
    text: str
    """The text line that holds the value; empty where the place cannot be read."""
    score: float


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds from the question's arrival."""

    queued_s: float = 0.0
    first_text_s: float = 0.0
    total_s: float = 0.0


@dataclass(frozen=True, slots=True)
class SeenPicture:
    """A picture as the model saw it."""

    number: int
    size: Size
    visual_tokens: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the desk says, how sure it is, where it stands, and what to do next."""

    text: str
    certainty: Certainty
    engine: str
    evidence: tuple[Evidence, ...] = ()
    action: Action = Action.NONE
    advice: str = ""
    usage: Usage | None = None
    timings: Timings = Timings()
    model: str = ""
    """The model's name; empty where the engine has none."""
    finish_reason: FinishReason = FinishReason.STOP
    seen: tuple[SeenPicture, ...] = ()
    """What the model looked at; empty where the engine reads."""
    in_context: tuple[int, ...] = ()
    """The numbers of the conversation's pictures that the engine had before it."""


# --- what engines tell of themselves -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine can take. It may change while the engine loads."""

    images: bool
    """Does it look at pixels (else it reads text lines)?"""
    max_images: int
    context_tokens: int | None
    """What one answer and its prompt may have together; None: no bound."""
    slots: int
    """Answers at one time."""
    picture_tokens: int = 2048
    """Visual tokens that a picture may take at normal detail."""
    least_picture_tokens: int = 64
    """Smaller pictures are enlarged to this many visual tokens. Source: Qwen3-VL's ``preprocessor_config.json``,
    ``shortest_edge`` 65,536 pixels; an engine that enlarges in its own way would see other pixels than the next."""
    system_text: str | None = None
    """The model's own instructions; None: those of lookdesk."""
    is_model: bool = True
    """Does it pick its words token by token (else schemas, stop strings and logprobs mean nothing to it)?"""


class EngineState(StrEnum):
    """Whether an engine can answer now."""

    LOADING = "loading"
    READY = "ready"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """An engine's state, why it is so where there is more to say, and what is known of its speed."""

    state: EngineState
    reason: str = ""
    model: str = ""
    """The model's name; empty where there is none."""
    device: str = ""
    """Where it runs: the GPU's name, ``CPU`` or an address; empty where it makes no difference."""
    picture_prefill_s: float | None = None
    """Seconds that a picture of normal detail takes before the first word; None: not known."""
    tokens_per_s: float | None = None
    """Tokens that one answer gets in a second; None: not known."""
