"""What an engine is given for a question: the rounds in context, each picture in its size, as messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lookdesk import context, prompts
from lookdesk.protocols import Engine
from lookdesk.types import Capabilities, Detail, Message, PicturePart, Round


@dataclass(frozen=True, slots=True)
class Brief:
    """What an engine is given."""

    rounds: tuple[Round, ...]
    """Those in context; the last one is asked now."""
    messages: tuple[Message, ...]

    @property
    def pictures(self) -> tuple[PicturePart, ...]:
        """All pictures in context, as they stand in the prompt."""
        return tuple(part for one in self.rounds for part in one.pictures)


def make(engine: Engine, rounds: Sequence[tuple[Round, Detail]], kept: int, answer_tokens: int) -> Brief:
    """Choose what is in context and write it as messages.

    Args:
        engine: what is to answer.
        rounds: the whole conversation, oldest first, with the detail of each; the last one is asked now.
        kept: how many earlier rounds to keep at least, where there is room.
        answer_tokens: what the answer may have of the engine's context.

    Raises:
        InvalidInput: not even the question alone has room.
    """
    capabilities = engine.capabilities
    system_text = _system_text(capabilities)
    room = None if capabilities.context_tokens is None else capabilities.context_tokens - answer_tokens

    def fits(some: Sequence[Round]) -> bool:
        return room is None or engine.count_tokens(prompts.render(some, system_text)) <= room

    sized = [replace(one, pictures=context.sized(one.pictures, capabilities, detail)) for one, detail in rounds]
    chosen = context.choose(sized, kept, capabilities.max_images, fits)
    return Brief(tuple(chosen), prompts.render(chosen, system_text))


def _system_text(capabilities: Capabilities) -> str:
    return prompts.SYSTEM_TEXT if capabilities.system_text is None else capabilities.system_text
