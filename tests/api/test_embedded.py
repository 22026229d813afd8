"""JSON that comes in chunks, with pictures in it."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookdesk.api import embedded
from lookdesk.api.embedded import MARK, JSONReader
from lookdesk.errors import InvalidInput, InvalidPicture, TooLarge


def url(content: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(content).decode()


def read(text: str, size: int = 7):
    """Read JSON in chunks of so many bytes."""
    reader, raw = JSONReader(), text.encode()
    urls = [found for at in range(0, len(raw), size) for found in reader.read(raw[at : at + size])]
    return json.loads(reader.end()), [found.decoded() for found in urls]


strings = st.text() | st.binary(max_size=300).map(url)
values = st.recursive(
    strings | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(strings, inner)
)


@given(values, st.integers(1, 400), st.booleans())
def test_whatever_the_chunks_every_data_url_is_taken_out_and_nothing_else(value, size, is_ascii):
    text = json.dumps(value, ensure_ascii=is_ascii).encode("utf-8", "replace").decode()
    left, contents = read(text, size)

    def put_back(part):
        if isinstance(part, str):
            return url(contents[int(part.removeprefix(MARK))]) if part.startswith(MARK) else part
        if isinstance(part, list):
            return [put_back(each) for each in part]
        if isinstance(part, dict):
            return {put_back(name): put_back(each) for name, each in part.items()}
        return part

    assert put_back(left) == json.loads(text)


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize(
    "write",
    [
        lambda text: text.replace("/", "\\/"),
        lambda text: text.replace("+", "\\u002B"),
        lambda text: text.replace("=", "\\u003d"),
        lambda text: text[:40] + "\\r\\n" + text[40:] + "\\n",
        lambda text: text.rstrip("="),
        lambda text: text.replace("data:image", "DATA:Image"),
    ],
    ids=["PHP's slashes", ".NET's plus", "HTML-safe", "broken lines", "no padding", "capitals"],
)
def test_base64_is_understood_as_other_writers_have_it(write, size):
    content = bytes(range(256)) + b"\xff" * 3 + b"\xfb\xef\xbe!"
    _, contents = read(f'["{write(url(content))}"]', size)
    assert contents == [content]


def test_what_is_no_base64_is_no_picture():
    with pytest.raises(InvalidPicture, match="base64"):
        read('["data:image/png;base64,:0"]')


@pytest.mark.parametrize("text", ['"data: 5, 6"', '"data:text/plain,hello"', '"data:"', '"' + "x" * 500 + '"', '"\\""'])
def test_other_strings_stay_as_they_are(text):
    assert read(text) == (json.loads(text), [])


def test_json_that_breaks_off_in_a_string_is_told_as_such():
    with pytest.raises(InvalidInput, match="breaks off"):
        read('{"a": "b')


@pytest.mark.parametrize("text", ["[" * 40, '"' + "x" * 200 + '"', '"data:image/png;base64,' + "A" * 200 + '"'])
def test_text_and_each_picture_are_bounded(text, monkeypatch):
    monkeypatch.setattr(embedded, "MAX_JSON_BYTES", 30)
    monkeypatch.setattr(embedded, "MAX_ENCODED_BYTES", 150)
    with pytest.raises(TooLarge):
        read(text)
