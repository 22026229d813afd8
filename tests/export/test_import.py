"""Files that nobody should import."""

import hashlib
import io
import json
import struct
import zipfile

import pytest
from kept import Place, asked, picture, several

from lookdesk.errors import InvalidInput
from lookdesk.export import Format, incoming


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def exported():
    """Two conversations as JSON lines."""
    other = Place()
    other.add(asked(1, shown=(1,)), asked(2), pictures=[picture()])
    other.add(asked(1))
    return other.export(Format.JSONL).splitlines(keepends=True)


def changed(line, **fields):
    return json.dumps(json.loads(line) | fields).encode() + b"\n"


def test_a_newer_version_is_refused_with_what_to_do(place, exported):
    exported[0] = changed(exported[0], version=2, lookdesk="9.1")
    with pytest.raises(InvalidInput, match=r"version 2.*reads version 1") as caught:
        place.take(b"".join(exported))
    assert "9.1" in caught.value.hint
    assert place.all() == []


@pytest.mark.parametrize("content", [b"", b"hello", b"{}", b'{"messages": []}\n', b"PK", b"PK\x03\x04" + 80 * b"x"])
def test_what_is_no_export_is_refused(place, content):
    with pytest.raises(InvalidInput):
        place.take(content)


def broken_lines(line):
    body = json.loads(line)
    turn, answered = body["turns"][0], body["turns"][0]["answer"]
    yield b"{\n"
    yield b"\n"
    yield b"\xff\xfe\n"
    yield b"[" * 100_000 + b"\n"
    yield line[:-20] + b"\n"
    yield changed(line, id="../../etc/passwd")
    yield changed(line, id=None)
    yield changed(line, linked_from="x" * 40)
    yield changed(line, owner="x" * 65)
    yield changed(line, title="a\0b")
    yield line.replace(b'"title":"', b'"title":"\\ud800')
    yield changed(line, created_at="2026-11-01T00:00:00")
    yield changed(line, updated_at="0001-01-01T00:00:00+14:00")
    yield changed(line, settings={"temperature": 99})
    yield changed(line, pictures=[])
    yield changed(line, pictures=[body["pictures"][0] | {"id": "/etc/passwd"}])
    yield changed(line, pictures=[body["pictures"][0] | {"visual_tokens": 10**30}])
    yield changed(line, pictures=[body["pictures"][0], body["pictures"][0]])
    yield changed(line, turns=[turn | {"number": 2**40}])
    yield changed(line, turns=[turn | {"conversation": "0" * 32}])
    yield changed(line, turns=[turn | {"state": "running"}])
    yield changed(line, turns=[turn | {"answer": None}])
    yield changed(line, turns=[turn, turn])
    yield changed(line, turns=[turn | {"answer": answered | {"timings": answered["timings"] | {"total_s": 1e999}}}])
    yield changed(line, turns=[turn | {"answer": answered | {"certainty": "sure"}}])


def test_a_broken_line_is_named_and_nothing_of_its_conversation_is_kept(exported):
    head, first, second = exported
    for broken in broken_lines(first):
        place = Place()
        with pytest.raises(InvalidInput, match="line 3"):
            place.take(head + second + broken)
        assert len(place.all()) == 1, broken
        assert place.take(head + second + first) == (1, 1, 1)


def test_a_line_has_a_bound(place, exported, monkeypatch):
    monkeypatch.setattr(incoming, "MAX_LINE_BYTES", 5000)
    with pytest.raises(InvalidInput, match=r"line 2.*more than"):
        place.take(exported[0] + b" " * 6000)


def test_a_turn_of_another_conversation_is_refused(place, exported):
    place.take(b"".join(exported))
    name = "f" * 32
    stolen = [turn | {"conversation": name} for turn in json.loads(exported[1])["turns"]]
    with pytest.raises(InvalidInput, match=r"line 2.*turn of another conversation"):
        place.take(exported[0] + changed(exported[1], id=name, turns=stolen))
    assert len(place.all()) == 2


# --- zips -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def files():
    """Return an exported zip as its names and files."""
    other = Place()
    other.add(asked(1, shown=(1,)), pictures=[picture()])
    archive = zipfile.ZipFile(io.BytesIO(other.export(Format.ZIP)))
    return {name: archive.read(name) for name in archive.namelist()}


def zipped(files, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def the_picture(files):
    return next(name for name in files if name.startswith("pictures/"))


def test_a_picture_with_other_bytes_is_refused(place, files):
    files[the_picture(files)] = picture()
    with pytest.raises(InvalidInput, match="line 2: the bytes of picture 1"):
        place.take(zipped(files))
    assert place.all() == []
    assert not place.blobs.has(the_picture(files)[9:73])


def test_what_is_no_picture_is_refused(place, files):
    content = b"#!/bin/sh\nrm -rf /\n"
    name, honest = hashlib.sha256(content).hexdigest(), the_picture(files)[9:73]
    lines = files["conversations/00001.jsonl"].replace(honest.encode(), name.encode())
    with pytest.raises(InvalidInput, match="line 2: picture 1"):
        place.take(zipped({f"pictures/{name}.jpg": content, "conversations/00001.jsonl": lines}))
    assert not place.blobs.has(name)


def test_a_picture_that_unpacks_to_more_than_one_may_have_is_refused(place, files):
    files[the_picture(files)] = bytes(30_000_000)
    with pytest.raises(InvalidInput, match="the bytes of picture 1"):
        place.take(zipped(files))


def test_lines_that_unpack_without_end_are_refused(place, files, monkeypatch):
    monkeypatch.setattr(incoming, "MAX_LINE_BYTES", 100_000)
    files["conversations/00001.jsonl"] += bytes(50_000_000)
    with pytest.raises(InvalidInput, match="line 3: it has more than"):
        place.take(zipped(files))


def test_names_in_a_zip_lead_nowhere(place, files, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files |= {"../../escaped": b"x", "/tmp/escaped": b"x", "conversations/../../../escaped": b"x"}
    assert place.take(zipped(files)) == (1, 0, 0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_refused(place, files, method):
    with pytest.raises(InvalidInput, match="packed in a way"):
        place.take(zipped(files, method))


def test_a_damaged_zip_is_told_as_such(place):
    other = Place()
    several(other)
    content = bytearray(other.export(Format.ZIP))
    for damaged in (content[:-100], content[: len(content) // 2], flipped(content), encrypted(content)):
        with pytest.raises(InvalidInput):
            Place().take(bytes(damaged))


def flipped(content):
    """Change a byte of every local file's content."""
    damaged, at = bytearray(content), content.find(b"PK\x03\x04")
    while at >= 0:
        damaged[at + 140] ^= 0xFF
        at = content.find(b"PK\x03\x04", at + 4)
    return damaged


def encrypted(content):
    """Say of every file that it is encrypted."""
    damaged, at = bytearray(content), content.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<H", damaged, at + 8, 1)
        at = content.find(b"PK\x01\x02", at + 4)
    return damaged
