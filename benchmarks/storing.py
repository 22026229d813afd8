"""A hundred thousand conversations in SQLite: what a page of them, a search, a turn and a long conversation take."""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, insert

from benchmarks.report import Measurement
from benchmarks.serving import served
from lookdesk.client import Client
from lookdesk.records import ConversationRecord, ConversationSettings, NewTurn, TurnState
from lookdesk.stores import rows, search
from lookdesk.stores.schema import conversations, turns
from lookdesk.stores.sql import SQLStore
from lookdesk.types import Answer, Box, Certainty, Detail, Evidence, SeenPicture, Size, Timings, Usage

SEED = 20261124
CONVERSATIONS = 100_000
OWNERS = 200
BIG, SMALL = "local", "owner-7"
"""The owner of four in ten conversations, and one of many."""
BIG_SHARE = 0.4
LONG = "f" * 32
"""The conversation that goes on and on."""
LONG_TURNS = 200
TURNS_TIMED = 200
ROUNDS = 3
MAX_PAGE_S, MAX_SEARCH_S, MAX_TURN_S, MAX_OPEN_S = 0.050, 0.100, 0.005, 0.100

THINGS = (
    *("奶瓶", "电饭煲", "洗衣机", "路由器", "充电宝", "面霜", "酱油", "轮胎", "行车记录仪"),
    *("血压计", "插座", "打印机", "儿童座椅", "净水器", "空调", "键盘", "耳机", "台灯"),
)
ASKED = (
    "这个{thing}保修几年？",
    "{thing}的型号是什么？",
    "生产日期是哪天？",
    "净含量是多少？",
    "{thing}的额定功率多大？",
    "包装上写的客服电话是多少？",
    "{thing}过期了吗？",
    "能不能退货？",
    "这张图里的{thing}和上一张是同一款吗？",
    "说明书第二条写了什么？",
)
ANSWERED = (
    "图片里写着型号 {code}，{thing}保修{years}年，凭发票到售后服务网点办理。",
    "包装正面标注净含量 {number} ml，生产日期 2025-{month:02}-{day:02}，保质期 {years} 年。",
    "铭牌上的额定功率是 {number} W，额定电压 220 V，执行标准 GB {number}-2019。",
    "客服电话 400-{number}-{day:02}{month:02}，工作时间为周一至周五九点到十八点。",
    "图里看不清{thing}的批号，请对着标签再拍一张，距离近一些，避免反光。",
    "图片里没有提到{thing}的价格，也没有写退换货的规则。",
)
RARE = "琥珀色瓶盖", "KX-7040B"
"""Stand in five answers each."""
SOUGHT = (
    *("保", "瓶", "珀", "鑫"),
    *("保修", "型号", "退货", "面霜", "琥珀", "饕餮"),
    *("保修三年", "生产日期", "售后服务网点", "琥珀色瓶盖", "行车记录仪", "太阳能电池板"),
    *("KX-7040B", "kx-70", "ml", "2025", "nothing", "保修 发票", "电饭煲 净含量", "三年 琥珀"),
    *("1", "2", "k", "0-2", "2025-03-04", "9 v w"),
)


def measure() -> list[Measurement]:
    """Build and measure; takes some minutes on two cores, most of it building."""
    with tempfile.TemporaryDirectory() as folder:
        empty, full = (f"sqlite:///{folder}/{name}.db" for name in ("empty", "full"))
        with closing(SQLStore(empty)) as store:
            on_empty = _turns(store, Path(folder, "plain"))
        SQLStore(full).close()
        kept = _build(full)
        size_mb = Path(folder, "full.db").stat().st_size / 1e6
        with closing(SQLStore(full)) as store:
            found = [
                *_pages(store),
                *_searches(store),
                _turn(f"a turn in an empty database, median of {TURNS_TIMED}", *on_empty),
                _turn(
                    f"a turn among {kept:,} others ({size_mb:.0f} MB), median of {TURNS_TIMED}",
                    *_turns(store, Path(folder, "plain")),
                ),
                _opened("in the store", lambda: _open(store)),
            ]
        with (
            served(ephemeral=0, database=full, data_folder=folder, engine="fake", ocr="fake") as server,
            Client(server.address) as desk,
        ):
            found.append(_opened("over HTTP", lambda: len(desk.conversation(LONG).turns)))
            listed = [_seconds(desk.conversations) for _ in range(20)]
            found.append(Measurement("the first page over HTTP, slowest of 20", max(listed) * 1000, "ms", 100))
    return found


# --- what is measured ---


def _pages(store: SQLStore) -> Iterator[Measurement]:
    for owner, whose in ((None, "everybody's"), (BIG, "the biggest owner's"), (SMALL, "a small owner's")):
        seconds: list[float] = []
        cursor, is_more = "", True
        while is_more:
            began_at = time.perf_counter()
            page = store.conversations(owner, cursor=cursor)
            seconds.append(time.perf_counter() - began_at)
            cursor, is_more = page.cursor, bool(page.cursor)
        yield Measurement(
            f"a page of {whose} conversations, slowest of all {len(seconds):,}",
            max(seconds) * 1000,
            "ms",
            MAX_PAGE_S * 1000,
            f"median {statistics.median(seconds) * 1000:.1f} ms, last page {seconds[-1] * 1000:.1f} ms",
        )


def _searches(store: SQLStore) -> Iterator[Measurement]:
    for owner, whose in ((None, "everybody's"), (BIG, "the biggest owner's"), (SMALL, "a small owner's")):
        seconds: dict[str, list[float]] = {}
        counts: dict[str, int] = {}
        for _ in range(ROUNDS):
            for sought in SOUGHT:
                began_at = time.perf_counter()
                page = store.conversations(owner, sought)
                seconds.setdefault(sought, []).append(time.perf_counter() - began_at)
                counts[sought] = len(page.conversations)
                if page.cursor:
                    began_at = time.perf_counter()
                    store.conversations(owner, sought, page.cursor)
                    seconds[sought].append(time.perf_counter() - began_at)
        every = sorted(value for values in seconds.values() for value in values)
        yield Measurement(
            f"a search in {whose} conversations, p95 of {len(every)} ({len(SOUGHT)} words, first and second page)",
            statistics.quantiles(every, n=20)[-1] * 1000,
            "ms",
            MAX_SEARCH_S * 1000,
            f"median {statistics.median(every) * 1000:.1f} ms, slowest {every[-1] * 1000:.1f} ms",
            more=(
                f"Slowest of each word, {whose} (found on the first page): "
                + ", ".join(f"{word} {max(values) * 1000:.1f} ms ({counts[word]})" for word, values in seconds.items()),
            ),
        )


def _turns(store: SQLStore, beside: Path) -> tuple[list[float], list[float]]:
    """Return what each turn took, and what two plain fsyncs took after it."""
    chance = random.Random(SEED)
    now = datetime.now(UTC)
    seconds, synced = [], []
    for _ in range(TURNS_TIMED):
        record = ConversationRecord(uuid.uuid4().hex, BIG, "", "", ConversationSettings(), now, now)
        question, answer = _said(chance)
        new = NewTurn(uuid.uuid4().hex, record.id, question, Detail.NORMAL)
        began_at = time.perf_counter()
        _, turn = store.add_turn(new, record)
        store.end_turn(turn.id, TurnState.ANSWERED, text=answer, answer=_answer(answer))
        seconds.append(time.perf_counter() - began_at)
        synced.append(_seconds(lambda: _sync(beside)) + _seconds(lambda: _sync(beside)))
    return seconds, synced


def _sync(path: Path) -> None:
    with path.open("ab", buffering=0) as file:
        file.write(bytes(4096))
        os.fsync(file.fileno())


def _turn(name: str, seconds: list[float], synced: list[float]) -> Measurement:
    slow = statistics.quantiles(seconds, n=20)[-1]
    return Measurement(
        f"what the store adds to {name}",
        statistics.median(seconds) * 1000,
        "ms",
        MAX_TURN_S * 1000,
        f"p95 {slow * 1000:.1f} ms; question and answer, each on the disk before it is told; in between two plain "
        f"fsyncs of 4 KB took {statistics.median(synced) * 1000:.1f} ms",
    )


def _open(store: SQLStore) -> int:
    return len(store.whole(LONG).turns)


def _opened(where: str, open_it: Callable[[], int]) -> Measurement:
    if open_it() != LONG_TURNS:
        raise RuntimeError("The long conversation is not whole.")
    seconds = [_seconds(open_it) for _ in range(20)]
    return Measurement(
        f"opening a conversation of {LONG_TURNS} turns {where}, slowest of {len(seconds)}",
        max(seconds) * 1000,
        "ms",
        MAX_OPEN_S * 1000,
        f"median {statistics.median(seconds) * 1000:.1f} ms",
    )


def _seconds(call: Callable[[], object]) -> float:
    began_at = time.perf_counter()
    call()
    return time.perf_counter() - began_at


# --- what is kept ---


def _build(url: str) -> int:
    """Fill a database past the store, as its own rows; return how many turns it has."""
    chance = random.Random(SEED)
    now = datetime.now(UTC)
    engine = create_engine(url)
    count = 0
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE search")
        for first in range(0, CONVERSATIONS, 1000):
            kept = [_conversation(chance, number, now) for number in range(first, first + 1000)]
            asked = [turn for each in kept for turn in _asked(chance, each)]
            connection.execute(insert(conversations), kept)
            connection.execute(insert(turns), asked)
            count += len(asked)
        search.create(connection)
        search.index_all(connection)
    engine.dispose()
    return count


def _conversation(chance: random.Random, number: int, now: datetime) -> dict[str, Any]:
    at = now - timedelta(minutes=3 * (CONVERSATIONS - number))
    owner = BIG if chance.random() < BIG_SHARE else f"owner-{chance.randrange(OWNERS)}"
    own_id = LONG if number == CONVERSATIONS // 2 else uuid.UUID(int=chance.getrandbits(128)).hex
    record = ConversationRecord(own_id, BIG if own_id == LONG else owner, "", "", ConversationSettings(), at, at)
    return rows.conversation_values(record)


def _asked(chance: random.Random, conversation: dict[str, Any]) -> list[dict[str, Any]]:
    count = LONG_TURNS if conversation["id"] == LONG else chance.choice((1, 1, 2, 2, 3, 4))
    asked = []
    for number in range(1, count + 1):
        question, answer = _said(chance)
        conversation["title"] = conversation["title"] or question
        asked.append(
            {
                "id": uuid.UUID(int=chance.getrandbits(128)).hex,
                "conversation": conversation["id"],
                "number": number,
                "question": question,
                "detail": Detail.NORMAL,
                "pictures": "[]",
                "state": TurnState.ANSWERED,
                "is_replaced": False,
                "desk": 1,
                "asked_at": conversation["updated_at"],
                "ended_at": conversation["updated_at"],
                "text": answer,
                "answer": rows.answer_text(_answer(answer)),
                "error": "",
            }
        )
    return asked


def _said(chance: random.Random) -> tuple[str, str]:
    thing = chance.choice(THINGS)
    question = chance.choice(ASKED).format(thing=thing)
    pieces = chance.sample(ANSWERED, chance.choice((1, 1, 2)))
    answer = "".join(
        piece.format(
            thing=thing,
            code=f"{chance.choice('ABCDEFGH')}{chance.choice('KLMN')}-{chance.randrange(100, 9999)}",
            years=chance.choice("一二三五"),
            number=chance.randrange(100, 3000),
            month=chance.randrange(1, 13),
            day=chance.randrange(1, 29),
        )
        for piece in pieces
    )
    if chance.random() < 10 / (2 * CONVERSATIONS):
        answer += chance.choice(RARE)
    return question, answer


def _answer(text: str) -> Answer:
    evidence = Evidence(text[:12], 1, "a" * 64, Box.upright(40, 100, 360, 130), text[:24], 0.98)
    return Answer(
        text,
        Certainty.READ,
        "reader",
        (evidence, evidence),
        usage=Usage(700, 60, 650),
        timings=Timings(0.01, 0.4, 1.2),
        seen=(SeenPicture(1, Size(1280, 720), 880),),
        in_context=(1,),
    )
