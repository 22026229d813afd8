"""How much memory an export takes, and how long, whatever the number of turns."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from sqlalchemy import create_engine, insert

from benchmarks.report import Measurement
from lookdesk import pictures
from lookdesk.records import (
    ConversationRecord,
    ConversationSettings,
    PictureRecord,
    TurnRecord,
    TurnState,
)
from lookdesk.settings import ENV_PREFIX
from lookdesk.stores import rows, schema
from lookdesk.stores.blobs import FolderBlobs
from lookdesk.stores.sql import SQLStore
from lookdesk.types import Answer, Box, Certainty, Detail, Evidence, Timings

FEW, MANY = 10_000, 100_000
"""Turns."""
TURNS = 5
"""Of each conversation, about one picture."""
MAX_GROWTH_MB = 20.0
MAX_S = 120.0
FORMATS = ("jsonl", "zip", "csv")
START = datetime(2026, 1, 1, tzinfo=UTC)


def measure() -> list[Measurement]:
    """Measure; takes about three minutes on two cores."""
    with TemporaryDirectory() as folder:
        few, many = (_filled(Path(folder, str(turns)), turns) for turns in (FEW, MANY))
        found = []
        for kind in FORMATS:
            few_mb, _, _ = _exported(few, kind)
            many_mb, seconds, size = _exported(many, kind)
            growth = Measurement(
                f"{kind}: growth of the largest RSS from {FEW:,} to {MANY:,} turns",
                many_mb - few_mb,
                "MB",
                MAX_GROWTH_MB,
                f"{few_mb:.1f} MB, {many_mb:.1f} MB",
            )
            detail = f"{size / 1e6:.0f} MB, {MANY / seconds:,.0f} turns a second"
            found += [growth, Measurement(f"{kind}: {MANY:,} turns", seconds, "s", MAX_S, detail)]
    return found


def _filled(folder: Path, turns: int) -> Path:
    """Fill a data folder: rows go straight into the tables, as asking would take hours."""
    folder.mkdir()
    url = f"sqlite:///{folder / 'desk.db'}"
    with closing(SQLStore(url)):
        pass
    out = io.BytesIO()
    Image.new("RGB", (320, 240), "white").save(out, "JPEG")
    blobs, engine = FolderBlobs(folder / "pictures"), create_engine(url)
    first = pictures.load(out.getvalue())
    with closing(engine.connect()) as connection, connection.begin():
        for number in range(turns // TURNS):
            content = first.content + number.to_bytes(4, "big")  # behind the picture's end
            record = PictureRecord(sha256(content).hexdigest(), first.media_type, first.size, first.size, 80)
            blobs.put(record.id, content)
            asked_at = START + timedelta(minutes=number)
            name = f"{number:032x}"
            conversation = ConversationRecord(name, "local", "保修", "", ConversationSettings(), asked_at, asked_at)
            connection.execute(insert(schema.conversations), rows.conversation_values(conversation))
            connection.execute(insert(schema.pictures), rows.picture_values(record) | {"sent_at": asked_at})
            numbered = {"conversation": name, "number": 1, "picture": record.id}
            connection.execute(insert(schema.conversation_pictures), numbered)
            connection.execute(insert(schema.turns), list(_turns(name, record.id, asked_at)))
    engine.dispose()
    return folder


def _turns(conversation: str, picture_id: str, asked_at: datetime) -> Iterator[dict[str, object]]:
    text = "图片1中写的是：净含量 500 ml，保质期 18 个月。"
    evidence = Evidence("500 ml", 1, picture_id, Box.upright(10, 10, 200, 40), "净含量 500 ml", 0.98)
    answer = Answer(text, Certainty.READ, "reader", (evidence,), timings=Timings(0.1, 0.2, 0.3), in_context=(1,))
    for number in range(1, TURNS + 1):
        turn = TurnRecord(
            f"{int(conversation, 16) * TURNS + number:032x}",
            conversation,
            number,
            f"第 {number} 个问题：净含量是多少？保质期多久？",
            Detail.NORMAL,
            (1,) if number == 1 else (),
            TurnState.ANSWERED,
            asked_at,
            asked_at + timedelta(seconds=1),
            answer,
            text,
        )
        yield rows.turn_values(turn) | {"desk": 0}


def _exported(folder: Path, kind: str) -> tuple[float, float, int]:
    """Run the command; return its largest RSS in 10^6 bytes, its seconds, and the bytes of the file."""
    out = folder / f"all.{kind}"
    command = [sys.executable, "-m", "lookdesk", "export", "--format", kind, "--out", str(out)]
    began_at = time.perf_counter()
    process = subprocess.Popen(
        command, env=os.environ | {f"{ENV_PREFIX}DATA_FOLDER": str(folder)}, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise RuntimeError(f"the export ended with {status}")
    return usage.ru_maxrss * 1024 / 1e6, time.perf_counter() - began_at, out.stat().st_size
