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
from lookdesk.records import Feedback
from lookdesk.types import Answer, Box, Detail, Picture
from lookdesk.wire import (
    AnswerBody,
    AskedBody,
    ConversationBody,
    ConversationsBody,
    FeedbackBody,
    HealthBody,
    NumberedPictureBody,
    NumberedPicturesBody,
    PicturesBody,
    StatusBody,
    TurnBody,
    WholeConversationBody,
    error_of,
    event_of,
)

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
        cancel: threading.Event | None = None,
    ) -> Iterator[Event]:
        """Ask in a new conversation, and yield the answer's events as they come.

        Args:
            question: what to ask.
            pictures: files, numbered first.
            picture_ids: pictures that were sent before.
            detail: how many of the pictures' pixels a model is to look at.
            cancel: ends the question soon after it is set.

        Raises:
            Cancelled: ``cancel`` was set.
            LookdeskError: the question was refused. What goes wrong later comes as the event ``Failed``.
        """
        form = _form(question, pictures, picture_ids, detail)
        with self._streamed("POST", "/api/ask", files=form) as frames:
            turn_id = ""
            for name, content in frames:
                if cancel is not None and cancel.is_set() and turn_id:
                    self.stop(turn_id)
                    raise Cancelled.withdrawn()
                if name == "turn":
                    turn_id = _turn_id(content)
                elif name:
                    yield event_of(name, content)

    def ask_once(
        self,
        question: str,
        pictures: Sequence[bytes] = (),
        picture_ids: Sequence[str] = (),
        *,
        detail: Detail = Detail.NORMAL,
    ) -> Answer:
        """Ask in a new conversation, and wait for the answer.

        Raises:
            LookdeskError: there is none.
        """
        form = _form(question, pictures, picture_ids, detail)
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

    # --- conversations ---

    def start(self, linked_from: str = "", title: str = "") -> ConversationBody:
        """Open a conversation.

        Args:
            linked_from: the conversation that it goes on from with other pictures.
            title: what it is called; as its first question where empty.
        """
        response = self._send("POST", "/api/conversations", json={"linked_from": linked_from, "title": title})
        return ConversationBody.model_validate_json(response.content)

    def conversations(self, search: str = "", cursor: str = "", limit: int = 50) -> ConversationsBody:
        """Return a page of conversations, the latest first."""
        params = {"search": search, "cursor": cursor, "limit": limit}
        return ConversationsBody.model_validate_json(self._send("GET", "/api/conversations", params=params).content)

    def conversation(self, conversation_id: str) -> WholeConversationBody:
        """Return a conversation with its pictures and turns.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        response = self._send("GET", f"/api/conversations/{conversation_id}")
        return WholeConversationBody.model_validate_json(response.content)

    def rename(self, conversation_id: str, title: str) -> None:
        """Give a conversation a title."""
        self._send("PATCH", f"/api/conversations/{conversation_id}", json={"title": title})

    def delete(self, conversation_id: str, *, is_final: bool = False) -> None:
        """Delete a conversation; for ten minutes it can be brought back, unless this is final."""
        self._send("DELETE", f"/api/conversations/{conversation_id}", params={"final": is_final})

    def restore(self, conversation_id: str) -> None:
        """Bring a deleted conversation back."""
        self._send("POST", f"/api/conversations/{conversation_id}/restore")

    def add_pictures(
        self, conversation_id: str, contents: Sequence[bytes], picture_ids: Sequence[str] = ()
    ) -> list[NumberedPictureBody]:
        """Send pictures into a conversation, where they are taken in while the question is typed.

        Args:
            conversation_id: where.
            contents: files.
            picture_ids: pictures that were sent before; they stand before the files.

        Returns:
            All of them with their numbers in the conversation.

        Raises:
            LookdeskError: one of them was refused.
        """
        form = [*_fields("picture_ids", picture_ids), *(("pictures", ("picture", each)) for each in contents)]
        response = self._send("POST", f"/api/conversations/{conversation_id}/pictures", files=form)
        return NumberedPicturesBody.model_validate_json(response.content).pictures

    def remove_picture(self, conversation_id: str, number: int) -> None:
        """Take a picture out of a conversation; one that was asked about stays."""
        self._send("DELETE", f"/api/conversations/{conversation_id}/pictures/{number}")

    def ask_in(
        self,
        conversation_id: str,
        question: str,
        picture_ids: Sequence[str] = (),
        *,
        detail: Detail = Detail.NORMAL,
        key: str = "",
    ) -> Iterator[AskedBody | Event]:
        """Ask in a conversation; yield where the question went, then the answer's events as they come.

        Args:
            conversation_id: where.
            question: what to ask.
            picture_ids: pictures that were sent before and go with the question.
            detail: how many of the pictures' pixels a model is to look at.
            key: makes a repeated call join the turn that the first one began.

        Raises:
            LookdeskError: the question was refused. What goes wrong later comes as the event ``Failed``.
        """
        headers = {"Idempotency-Key": key} if key else {}
        form = _form(question, (), picture_ids, detail)
        path = f"/api/conversations/{conversation_id}/turns"
        with self._streamed("POST", path, files=form, headers=headers) as frames:
            yield from _asked_and_events(frames)

    def regenerate(self, turn_id: str, question: str = "") -> Iterator[AskedBody | Event]:
        """Ask a question once more, or an edited one in its place; the same comes as of :meth:`ask_in`."""
        with self._streamed("POST", f"/api/turns/{turn_id}/regenerate", json={"question": question}) as frames:
            yield from _asked_and_events(frames)

    def follow(self, turn_id: str, after: int = 0) -> Iterator[Event]:
        """Yield a turn's events as they come.

        Args:
            turn_id: the turn.
            after: how many of the first events to leave out.
        """
        with self._streamed("GET", f"/api/turns/{turn_id}/events", params={"after": after}) as frames:
            yield from (event_of(name, content) for name, content in frames if name)

    def turn(self, turn_id: str) -> TurnBody:
        """Return a turn as it is kept."""
        return TurnBody.model_validate_json(self._send("GET", f"/api/turns/{turn_id}").content)

    def stop(self, turn_id: str) -> None:
        """End a turn at once."""
        self._send("POST", f"/api/turns/{turn_id}/stop")

    def give_feedback(self, turn_id: str, feedback: Feedback) -> None:
        """Say what an answer was worth."""
        self._send("PUT", f"/api/turns/{turn_id}/feedback", json=FeedbackBody.of(feedback).model_dump())

    # --- what else there is ---

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

    @contextmanager
    def _streamed(self, method: str, path: str, **options: Any) -> Iterator[Iterator[tuple[str, str]]]:
        """Send a request; yield the names and the JSON of the events that come back."""
        headers = {"Accept": "text/event-stream", **options.pop("headers", {})}
        with _our_errors(), self._http.stream(method, path, headers=headers, **options) as response:
            if response.is_error:
                response.read()
                raise _error(response)
            yield _frames(response)

    def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        with _our_errors():
            response = self._http.request(method, path, **options)
        if response.is_error:
            raise _error(response)
        return response


def _form(
    question: str, pictures: Sequence[bytes], picture_ids: Sequence[str], detail: Detail
) -> list[tuple[str, Any]]:
    form = _fields("question", [question])
    form += [("pictures", ("picture", content)) for content in pictures]
    form += _fields("picture_ids", picture_ids)
    if detail is not Detail.NORMAL:
        form += _fields("detail", [detail])
    return form


def _fields(name: str, values: Sequence[str]) -> list[tuple[str, Any]]:
    return [(name, (None, value.encode())) for value in values]


def _frames(response: httpx.Response) -> Iterator[tuple[str, str]]:
    """Yield each event's name and JSON; two empty texts for a sign of life."""
    name = ""
    for line in _lines(response):
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, line.removeprefix("data: ")
        elif line.startswith(":"):
            yield "", ""


def _turn_id(content: str) -> str:
    turn = AskedBody.model_validate_json(content).turn
    return turn.id if turn else ""


def _asked_and_events(frames: Iterator[tuple[str, str]]) -> Iterator[AskedBody | Event]:
    for name, content in frames:
        if name == "turn":
            yield AskedBody.model_validate_json(content)
        elif name:
            yield event_of(name, content)


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
