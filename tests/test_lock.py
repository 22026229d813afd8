"""The lock files hold what ``pyproject.toml`` asks for, with hashes."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
RUNTIME = [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]]
TEST = [*RUNTIME, *PROJECT["dependency-groups"]["test"]]


def locked(name: str) -> dict[str, list[str]]:
    """Return the versions in a lock file by package; there are several where systems differ."""
    versions: dict[str, list[str]] = {}
    for package, version in re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements" / name).read_text(), re.MULTILINE):
        versions.setdefault(canonicalize_name(package), []).append(version)
    return versions


@pytest.mark.parametrize(("name", "wanted"), [("runtime.lock", RUNTIME), ("test.lock", TEST)])
def test_every_requirement_is_locked_within_its_bounds(name: str, wanted: list[str]) -> None:
    versions = locked(name)
    for requirement in map(Requirement, wanted):
        found = versions.get(canonicalize_name(requirement.name), [])
        assert found, f"{requirement} is not locked: run `make lock`"
        assert all(requirement.specifier.contains(version) for version in found)


def test_the_tests_run_with_the_versions_that_users_get() -> None:
    test = locked("test.lock")
    assert {package: test[package] for package in locked("runtime.lock")} == locked("runtime.lock")


@pytest.mark.parametrize("name", ["runtime.lock", "test.lock"])
def test_every_locked_version_has_hashes(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text()
    entries = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)
