"""What lookdesk adds to the bare llama.cpp server: the same model, slots, prompt and light client, turn about.

Both have taken the pictures in before; every question is a new one. The bare server is the one that lookdesk itself
starts, and gets the very bytes that lookdesk would send it.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing, contextmanager
from functools import partial
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image

from benchmarks import drawing
from benchmarks.models import ModelFiles, small
from benchmarks.report import Measurement
from benchmarks.serving import served
from benchmarks.streams import Asked, Heard, hear
from lookdesk import pictures, prompts, settings
from lookdesk.client import Client
from lookdesk.engines import asking
from lookdesk.engines.child import Child
from lookdesk.factory import sampling_params
from lookdesk.settings import Settings
from lookdesk.types import Capabilities, PicturePart, Round

SIZE = (640, 480)
PICTURE_TOKENS = 300
ANSWER_TOKENS = 128
CHATS = 8
PAIRS = 100
"""Of answers with one chat."""
ROUNDS = 25
"""Of eight answers at one time each, on either side."""
MAX_FIRST_MS = 5.0
LEAST_THROUGHPUT = 0.97
START_WITHIN_S = 60

Side = Callable[[int, int], Asked]
"""Makes the request of a chat (from 0) with a question's number."""


def measure() -> list[Measurement]:
    """Measure; takes about ten minutes on two cores."""
    files = small()
    chosen = settings.load(
        {"engine": str(files.model), "slots": CHATS, "picture_tokens": PICTURE_TOKENS, "max_tokens": ANSWER_TOKENS}, {}
    )
    contents = [_picture(seed) for seed in range(CHATS)]
    with _desk(chosen, contents) as desk, _bare(chosen, files, contents) as bare:
        for chat in range(CHATS):  # each takes its slot
            _told_alike(hear([desk(chat, 0)])[0], hear([bare(chat, 0)])[0])
        for side in (desk, bare):
            _round(side, 1)
        firsts = [_in_turn(number, desk, bare, _first_ms) for number in range(2, 2 + PAIRS)]
        rounds = [_in_turn(number, desk, bare, _tokens_per_s) for number in range(1000, 1000 + ROUNDS)]
    return [_added(firsts), _throughput(rounds)]


def _in_turn(number: int, desk: Side, bare: Side, ask: Callable[[Side, int], float]) -> tuple[float, float]:
    """Ask both sides the same, in turn one or the other first; return the figures of desk and bare."""
    if number % 2:
        return ask(desk, number), ask(bare, number)
    theirs = ask(bare, number)
    return ask(desk, number), theirs


def _first_ms(side: Side, number: int) -> float:
    (heard,) = hear([side(0, number)])
    _check(heard)
    return heard.first_s * 1000


def _tokens_per_s(side: Side, number: int) -> float:
    return CHATS * ANSWER_TOKENS / max(heard.total_s for heard in _round(side, number))


def _round(side: Side, number: int) -> list[Heard]:
    heard = hear([side(chat, number) for chat in range(CHATS)])
    for each in heard:
        _check(each)
    return heard


def _check(heard: Heard) -> None:
    """Make sure that an answer is whole and its picture was in the cache."""
    said, cached_tokens = heard.tokens("completion"), heard.tokens("cached")
    if said != ANSWER_TOKENS or cached_tokens < PICTURE_TOKENS:
        raise RuntimeError(f"An answer has {said} tokens, and {cached_tokens} of its prompt were cached.")


def _told_alike(desk: Heard, bare: Heard) -> None:
    if desk.tokens("prompt") != bare.tokens("prompt"):
        raise RuntimeError(f"The prompts are not the same: {desk.tokens('prompt')} and {bare.tokens('prompt')} tokens.")


def _added(pairs: Sequence[tuple[float, float]]) -> Measurement:
    return Measurement(
        f"one chat: time to first token, what the desk adds (difference of the medians of {len(pairs)} pairs)",
        median(desk for desk, _ in pairs) - median(bare for _, bare in pairs),
        "ms",
        MAX_FIRST_MS,
        _both(pairs, "ms"),
    )


def _throughput(pairs: Sequence[tuple[float, float]]) -> Measurement:
    return Measurement(
        f"{CHATS} chats: tokens a second of all, desk against bare (ratio of the medians of {len(pairs)} rounds each)",
        median(desk for desk, _ in pairs) / median(bare for _, bare in pairs),
        "×",
        LEAST_THROUGHPUT,
        _both(pairs, "tokens/s"),
        is_least=True,
    )


def _both(pairs: Sequence[tuple[float, float]], unit: str) -> str:
    return "; ".join(
        f"{name} {_spread([pair[side] for pair in pairs])} {unit}" for side, name in enumerate(("desk", "bare"))
    )


def _spread(values: Sequence[float]) -> str:
    cuts = quantiles(values, n=20)
    return f"{median(values):.1f} (5 % {cuts[0]:.1f}, 95 % {cuts[-1]:.1f})"


# --- the two sides ---------------------------------------------------------------------------------------------------


@contextmanager
def _desk(chosen: Settings, contents: Sequence[bytes]) -> Iterator[Side]:
    """Serve the desk, which keeps what is asked on disk as always; the pictures are sent before."""
    values = {name: getattr(chosen, name) for name in ("engine", "slots", "picture_tokens", "max_tokens")}
    with (
        TemporaryDirectory() as folder,
        served(data_folder=folder, **values) as server,
        Client(server.address) as client,
    ):
        ids = [client.send_pictures([content])[0].id for content in contents]

        def asked(chat: int, number: int) -> Asked:
            fields = {"question": _question(number), "picture_ids": ids[chat]}
            body = "".join(
                f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                for name, value in fields.items()
            )
            headers = ("Content-Type: multipart/form-data; boundary=B", "Accept: text/event-stream")
            return Asked(server.address, "/api/ask", headers, f"{body}--B--\r\n".encode(), b"event: delta")

        yield asked


@contextmanager
def _bare(chosen: Settings, files: ModelFiles, contents: Sequence[bytes]) -> Iterator[Side]:
    """Serve llama.cpp alone, in a process of its own."""
    key, ready = secrets.token_urlsafe(32), Future[str]()

    def take(handshake: Mapping[str, Any]) -> None:
        ready.set_result(handshake["address"])

    options = {
        "model": str(files.model),
        "mmproj": str(files.mmproj),
        "weights_bytes": sum(path.stat().st_size for path in (files.model, files.mmproj) if path),
        "picture_tokens": chosen.picture_tokens,
        "answer_tokens": chosen.max_tokens,
        "slots": chosen.slots,
        "key": key,
    }
    capabilities = Capabilities(True, 10, None, CHATS, PICTURE_TOKENS)
    content_of = partial(asking.looking, urls=asking.DataURLs(), capabilities=capabilities, check=lambda: None)
    parts = [PicturePart(1, pictures.load(content), Future()) for content in contents]
    headers = ("Content-Type: application/json", f"Authorization: Bearer {key}")
    with closing(Child("lookdesk.engines.llamacpp_server", options, on_handshake=take)):
        address = ready.result(START_WITHIN_S)

        def asked(chat: int, number: int) -> Asked:
            messages = prompts.render([Round(_question(number), (parts[chat],))], prompts.SYSTEM_TEXT)
            pieces = asking.request(messages, sampling_params(chosen), files.model.stem, (), content_of)
            return Asked(address, "/v1/chat/completions", headers, b"".join(pieces), b'"content":"')

        yield asked


def _question(number: int) -> str:
    return f"What is number {number}?"


def _picture(seed: int) -> bytes:
    """Draw a label in 300 visual tokens."""
    out = io.BytesIO()
    Image.open(io.BytesIO(drawing.label(seed))).resize(SIZE).save(out, "JPEG", quality=90)
    return out.getvalue()
