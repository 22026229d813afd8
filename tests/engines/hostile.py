"""A model server that does what a test says, byte by byte; and questions to ask it."""

import contextlib
import io
import json
import socket
import threading
from concurrent.futures import Future

from PIL import Image

from lookdesk import pictures, prompts
from lookdesk.engines.openai import OpenAIEngine, Timeouts
from lookdesk.types import Box, Capabilities, Message, PicturePart, Role, SamplingParams, TextLine, TextPart

LOOKS = Capabilities(images=True, max_images=10, context_tokens=8192, slots=2)
READS = Capabilities(images=False, max_images=10, context_tokens=8192, slots=2)
STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
DONE = b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n"


class Caller:
    """One connection that a client made."""

    def __init__(self, sock, number):
        self.sock = sock
        self.number = number
        self._file = sock.makefile("rb")

    def request(self):
        """Read a request; return its path, its headers and its body, or None when the client has left."""
        first = self._file.readline()
        if not first:
            return None
        headers = {}
        while (line := self._file.readline().strip()) != b"":
            name, _, value = line.decode().partition(": ")
            headers[name.lower()] = value
        body = self._file.read(int(headers.get("content-length", 0)))
        return first.split()[1].decode(), headers, json.loads(body) if body else None

    def send(self, *pieces):
        for piece in pieces:
            self.sock.sendall(piece)

    def wait_until_left(self, timeout_s=5):
        """Return whether the client closed its end within this time."""
        self.sock.settimeout(timeout_s)
        with contextlib.suppress(ConnectionError):
            return self.sock.recv(1) == b""
        return True

    def close(self):
        self._file.close()
        self.sock.close()


def chunk(data):
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def event(text=None, finish=None, usage=None, **more):
    choices = (
        [] if usage else [{"index": 0, "delta": {} if text is None else {"content": text}, "finish_reason": finish}]
    )
    said = {"choices": choices, **more} | ({"usage": usage} if usage else {})
    return chunk(b"data: " + json.dumps(said).encode() + b"\n\n")


USAGE = {"prompt_tokens": 30, "completion_tokens": 2, "prompt_tokens_details": {"cached_tokens": 20}}
ANSWER = (STREAM, event("230"), event(" V"), event(finish="stop"), event(usage=USAGE), DONE)


def plain(status, body=b"", headers=""):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    return f"HTTP/1.1 {status} Told\r\n{headers}Content-Length: {len(body)}\r\n\r\n".encode() + body


@contextlib.contextmanager
def serving(play, port=0):
    """Let ``play(caller)`` answer each connection in a thread of its own; yield the address."""
    listener = socket.create_server(("127.0.0.1", port))
    callers, threads = [], []

    def answer(caller):
        with contextlib.suppress(OSError, ValueError):
            play(caller)
        caller.close()

    def accept():
        with contextlib.suppress(OSError):
            while True:
                sock, _ = listener.accept()
                callers.append(Caller(sock, len(callers)))
                threads.append(threading.Thread(target=answer, args=(callers[-1],)))
                threads[-1].start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join()
        for caller in callers:
            with contextlib.suppress(OSError):
                caller.sock.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join()


def always(*pieces):
    """Answer every request on a connection with the same bytes."""

    def play(caller):
        while caller.request():
            caller.send(*pieces)

    return play


@contextlib.contextmanager
def engine_for(play, capabilities=LOOKS, key="the-key", **options):
    options.setdefault("timeouts", Timeouts(1, 2, 2))
    with (
        serving(play) as address,
        contextlib.closing(OpenAIEngine(address, key=key, capabilities=capabilities, **options)) as engine,
    ):
        yield engine


def picture(color="white", size=(320, 240), number=1, seen_size=None, lines=()):
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, "PNG")
    read = Future()
    read.set_result(tuple(TextLine(text, Box.upright(0, 0, 9, 9), 0.9) for text in lines))
    return PicturePart(number, pictures.load(out.getvalue()), read, seen_size)


def question(*parts, text="What is the voltage?"):
    return (Message(Role.USER, (*prompts.labelled(parts), TextPart(text))),)


def ask(engine, messages=None, cancel=None, **params):
    asked = messages or question()
    return list(engine.generate(asked, SamplingParams(**params), cancel or threading.Event()))


def text_of(deltas):
    return "".join(delta.text for delta in deltas)
