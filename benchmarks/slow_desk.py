"""``python -m benchmarks.slow_desk serve``: the lookdesk command with one more engine, which takes its time."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator, Sequence

from lookdesk.__main__ import main
from lookdesk.engines import ENGINES
from lookdesk.engines.fake import FakeEngine
from lookdesk.errors import Cancelled
from lookdesk.settings import Settings
from lookdesk.types import Delta, FinishReason, Message, SamplingParams

SLOTS = 4
MOST_SENTENCES = 8
MOST_S = 0.05
"""Before each sentence."""


class SlowEngine(FakeEngine):
    """Says how many sentences come, and then these, one after the other."""

    def __init__(self, settings: Settings) -> None:  # noqa: ARG002 - how engines are made
        """Make one."""
        super().__init__(slots=SLOTS)

    def generate(self, messages: Sequence[Message], params: SamplingParams, cancel: threading.Event) -> Iterator[Delta]:  # noqa: ARG002 - the protocol's
        """Answer anything."""
        count = random.randint(1, MOST_SENTENCES)
        yield Delta(f"共{count}句：")
        for _ in range(count):
            if cancel.wait(random.uniform(0, MOST_S)):
                raise Cancelled.withdrawn()
            yield Delta("看到一句。")
        yield Delta(finish_reason=FinishReason.STOP)


def is_whole(text: str) -> bool:
    """Tell whether an answer of this engine has all of its sentences."""
    count, _, said = text.removeprefix("共").partition("句：")
    return count.isdecimal() and said == "看到一句。" * int(count)


if __name__ == "__main__":
    ENGINES["slow"] = "benchmarks.slow_desk:SlowEngine"
    main()
