"""Questions asked at a store: in this process, and in one that can be killed."""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from lookdesk.protocols import Store
from lookdesk.records import ConversationRecord, ConversationSettings, NewTurn, TurnRecord
from lookdesk.types import Detail


def begin(store: Store, owner: str = "local") -> str:
    """Keep an empty conversation; return its id."""
    now = datetime.now(UTC)
    record = ConversationRecord(uuid.uuid4().hex, owner, "", "", ConversationSettings(), now, now)
    store.add_conversation(record)
    return record.id


def ask(store: Store, conversation_id: str, question: str = "保修几年？") -> TurnRecord:
    """Keep a question."""
    return store.add_turn(NewTurn(uuid.uuid4().hex, conversation_id, question, Detail.NORMAL))[1]


ELSEWHERE = """
import sys
sys.path += sys.argv[3:]
from kept_questions import ask
from lookdesk.stores.sql import SQLStore
print(ask(SQLStore(sys.argv[1]), sys.argv[2]).id, flush=True)
sys.stdin.read()
"""


@contextmanager
def asked_elsewhere(url: str, conversation_id: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Keep a question in a process of its own, which has the store open until it is killed; yield it and the turn."""
    command = [sys.executable, "-c", ELSEWHERE, url, conversation_id, *sys.path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()
