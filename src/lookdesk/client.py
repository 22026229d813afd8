"""A client of lookdesk's own HTTP API, for the page and for other Python programs.

    with Client("http://127.0.0.1:8501") as desk:
        answer = desk.ask_once("净含量是多少？", [Path("label.jpg").read_bytes()])

Errors come back as the same tree that the desk raises (``errors.py``).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import httpx

from lookdesk.errors import Cancelled, EngineUnavailable
from lookdesk.events import Event
from lookdesk.types import Answer, Box, Detail, Picture
from lookdesk.wire import AnswerBody, HealthBody, PicturesBody, StatusBody, error_of, event_of

TIMEOUT_S = 30.0
"""Seconds to wait for the next byte; an answer's events come with signs of life in between."""


class Client:
    """Speaks to one desk. Safe to use from several threads."""

    def __init__(self, base_url: str) -> None:
        """Make a client; nothing is sent yet.

        Args:
            base_url: scheme, host and port, as in ``http://127.0.0.1:8501``.
        """
        self.base_url = base_url
        self._http = httpx.Client(
            base_url=base_url,
            timeout=TIMEOUT_S,
            trust_env=False,  # a proxy from the environment would see the customers' pictures
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),  # a kept one may just be closing
        )

    def ask(
        self,
        question: str,
        pictures: Sequence[bytes] = (),
        picture_ids: Sequence[str] = (),
        *,
        detail: Detail = Detail.NORMAL,
        conversation: str = "",
        cancel: threading.Event | None = None,
    ) -> Iterator[Event]:
        """Ask, and yield the answer's events as they come; not reading on ends the question at the desk.

        Args:
            question: what to ask.
            pictures: files, numbered first.
            picture_ids: pictures that were sent before.
            detail: how many of the pictures' pixels a model is to look at.
            conversation: whose question it is: places are shared fairly between conversations.
            cancel: ends the question soon after it is set.

        Raises:
            Cancelled: ``cancel`` was set.
            LookdeskError: the question was refused. What goes wrong later comes as the event ``Failed``.
        """
        form = _form(question, pictures, picture_ids, detail, conversation)
        with (
            _our_errors(),
            self._http.stream("POST", "/api/ask", headers={"Accept": "text/event-stream"}, files=form) as response,
        ):
            if response.is_error:
                response.read()
                raise _error(response)
            name = ""
            for line in _lines(response):
                if cancel is not None and cancel.is_set():
                    raise Cancelled("The question was withdrawn before its answer.", hint="Ask again.")
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    yield event_of(name, line.removeprefix("data: "))

    def ask_once(
        self,
        question: str,
        pictures: Sequence[bytes] = (),
        picture_ids: Sequence[str] = (),
        *,
        detail: Detail = Detail.NORMAL,
        conversation: str = "",
    ) -> Answer:
        """Ask, and wait for the answer.

        Raises:
            LookdeskError: there is none.
        """
        form = _form(question, pictures, picture_ids, detail, conversation)
        response = self._send("POST", "/api/ask", headers={"Accept": "application/json"}, files=form, timeout=None)
        return AnswerBody.model_validate_json(response.content).answer()

    def send_pictures(self, contents: Sequence[bytes], picture_ids: Sequence[str] = ()) -> list[Picture]:
        """Send pictures ahead of a question, so that they are taken in while it is typed.

        Args:
            contents: files.
            picture_ids: pictures that were sent before and will stand before these in the question.

        Raises:
            LookdeskError: one of them was refused.
        """
        response = self._send(
            "POST",
            "/api/pictures",
            files=[*_fields("picture_ids", picture_ids), *(("pictures", ("picture", each)) for each in contents)],
        )
        bodies = PicturesBody.model_validate_json(response.content).pictures
        return [
            Picture(
                id=body.id,
                content=content,
                media_type=body.media_type,
                original_size=body.original_size.as_size(),
                size=body.size.as_size(),
                visual_tokens=body.visual_tokens,
            )
            for body, content in zip(bodies, contents, strict=True)
        ]

    def thumbnail(self, picture_id: str, side: int = 256) -> bytes:
        """Return a JPEG of a picture, upright, at most ``side`` pixels wide and high."""
        return self._send("GET", f"/api/pictures/{picture_id}/thumbnail", params={"side": side}).content

    def crop(self, picture_id: str, box: Box) -> bytes:
        """Return a JPEG of a place in a picture, with the box drawn."""
        corners = ",".join(f"{number:.1f}" for point in box.points for number in point)
        return self._send("GET", f"/api/pictures/{picture_id}/crop", params={"box": corners}).content

    def health(self) -> HealthBody:
        """Return how the desk is."""
        return HealthBody.model_validate_json(self._send("GET", "/healthz").content)

    def status(self) -> StatusBody:
        """Return what answers, how it is, and how fast."""
        return StatusBody.model_validate_json(self._send("GET", "/api/status").content)

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        with _our_errors():
            response = self._http.request(method, path, **options)
        if response.is_error:
            raise _error(response)
        return response


def _form(
    question: str, pictures: Sequence[bytes], picture_ids: Sequence[str], detail: Detail, conversation: str
) -> list[tuple[str, Any]]:
    form = _fields("question", [question])
    form += [("pictures", ("picture", content)) for content in pictures]
    form += _fields("picture_ids", picture_ids)
    if detail is not Detail.NORMAL:
        form += _fields("detail", [detail])
    if conversation:
        form += _fields("conversation", [conversation])
    return form


def _fields(name: str, values: Sequence[str]) -> list[tuple[str, Any]]:
    return [(name, (None, value.encode())) for value in values]


def _lines(response: httpx.Response) -> Iterator[str]:
    """Split a stream at line feeds only: text in JSON may hold U+2028 and other ends of lines."""
    rest = b""
    for chunk in response.iter_bytes():
        *lines, rest = (rest + chunk).split(b"\n")
        yield from (line.decode() for line in lines)


def _error(response: httpx.Response) -> Exception:
    try:
        body = response.json()
    except ValueError:
        body = None
    return error_of(body, response.status_code)


@contextmanager
def _our_errors() -> Iterator[None]:
    """Turn failures of the connection into our own error."""
    try:
        yield
    except httpx.HTTPError as error:
        raise EngineUnavailable(
            f"The desk cannot be reached: {error}.", hint="Is it running? `lookdesk serve` starts it."
        ) from error
