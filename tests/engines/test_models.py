"""Model files: what belongs together, what is said of them, and what is none."""

from __future__ import annotations

import shutil
import struct

import pytest

from lookdesk.engines import header, models
from lookdesk.errors import InvalidSetting
from qwen3vl import write_tiny, write_tiny_text


@pytest.fixture
def files(tmp_path):
    return write_tiny(tmp_path)


def test_the_vision_part_beside_a_model_belongs_to_it(files) -> None:
    entry = models.entry(files.model)
    assert (entry.model, entry.mmproj, entry.name) == (files.model, files.mmproj, "tiny")
    assert entry.size_bytes == files.model.stat().st_size + files.mmproj.stat().st_size


def test_a_vision_part_can_be_named(files, tmp_path) -> None:
    elsewhere = shutil.copy(files.mmproj, tmp_path / "vision.gguf")
    assert models.entry(files.model, elsewhere).mmproj == elsewhere


def test_of_several_vision_parts_the_one_that_is_called_like_the_model_belongs_to_it(files, tmp_path) -> None:
    shutil.copy(files.model, tmp_path / "large.gguf")
    shutil.copy(files.mmproj, tmp_path / "mmproj-large.gguf")
    assert models.entry(tmp_path / "large.gguf").mmproj == tmp_path / "mmproj-large.gguf"
    assert models.entry(files.model).mmproj == files.mmproj


def test_where_several_would_fit_one_has_to_be_named(files, tmp_path) -> None:
    for kind in ("F16", "Q8_0"):
        shutil.copy(files.mmproj, tmp_path / f"mmproj-tiny-{kind}.gguf")
    files.mmproj.unlink()
    with pytest.raises(InvalidSetting, match="several vision parts") as refused:
        models.entry(files.model)
    assert "--mmproj" in refused.value.hint


def test_a_model_without_a_vision_part_knows_text_alone(tmp_path) -> None:
    assert models.entry(write_tiny_text(tmp_path).model).mmproj is None


def test_what_is_special_about_a_model_stands_beside_it(files) -> None:
    files.model.with_suffix(".toml").write_text('system_text = "Look."\nleast_picture_tokens = 1\n')
    entry = models.entry(files.model)
    assert (entry.system_text, entry.least_picture_tokens) == ("Look.", 1)


@pytest.mark.parametrize("said", ['colour = "red"', "system_text = 3", "system_text = "])
def test_an_entry_that_says_something_else_is_refused_with_what_is_known(files, said) -> None:
    files.model.with_suffix(".toml").write_text(said)
    with pytest.raises(InvalidSetting) as refused:
        models.entry(files.model)
    assert "system_text" in refused.value.hint


def test_auto_finds_the_first_model_that_is_whole(files, tmp_path) -> None:
    write_tiny_text(tmp_path, "a-text-model")
    assert models.find(tmp_path).model == files.model
    assert models.find(tmp_path / "nowhere") is None


@pytest.mark.parametrize("content", [b"", b"GGU", b"GGUF", b"<html>404</html>", b"GGUF" + b"\xff" * 100])
def test_what_is_no_model_is_refused(tmp_path, content) -> None:
    path = tmp_path / "broken.gguf"
    path.write_bytes(content)
    with pytest.raises(InvalidSetting, match="no GGUF file"):
        models.entry(path)


def test_a_missing_file_is_told_with_its_path(tmp_path) -> None:
    with pytest.raises(InvalidSetting, match="nowhere"):
        models.entry(tmp_path / "nowhere.gguf")


def test_a_header_tells_the_shape_and_stops_before_the_vocabulary(files) -> None:
    fields = header.read(files.model)
    assert fields["general.architecture"] == "qwen3vl"
    assert fields["qwen3vl.block_count"] == 2
    assert fields["qwen3vl.rope.dimension_sections"] == [6, 5, 5, 0]
    assert not [key for key in fields if key.startswith("tokenizer.")]


@pytest.mark.parametrize("cut", [8, 40, 200])
def test_a_file_that_was_cut_is_refused(files, cut) -> None:
    files.model.write_bytes(files.model.read_bytes()[:cut])
    with pytest.raises(InvalidSetting):
        header.read(files.model)


@pytest.mark.parametrize("count", [2**40, 2**63])
def test_a_header_that_promises_too_much_costs_nothing(tmp_path, count) -> None:
    path = tmp_path / "hostile.gguf"
    key = struct.pack("<Q", 1) + b"a"
    path.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + key + struct.pack("<IIQ", header.ARRAY, 4, count))
    with pytest.raises(InvalidSetting):
        header.read(path)
    path.write_bytes(b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q", count))
    with pytest.raises(InvalidSetting):
        header.read(path)
