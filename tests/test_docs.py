"""The documents say what the program does: everything is described, and nothing that is gone."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path

import click
import pytest
from pydantic import SecretStr

from lookdesk import errors
from lookdesk.api import make_api
from lookdesk.cli import main
from lookdesk.conversations import Conversations
from lookdesk.desk import Desk
from lookdesk.engines.fake import FakeEngine
from lookdesk.errors import LookdeskError
from lookdesk.events import Answered, Failed, Queued, Started, TextDelta
from lookdesk.ocr.fake import FakeOCR
from lookdesk.settings import ENV_PREFIX, Settings
from lookdesk.stores.blobs import MemoryBlobs
from lookdesk.stores.sql import SQLStore
from lookdesk.types import Answer, Certainty
from lookdesk.wire import event_name_and_data

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")])
COMMANDS = sorted(main.list_commands(click.Context(main)))


@pytest.fixture(scope="module")
def openapi() -> Iterator[dict]:
    with closing(Conversations(Desk(FakeEngine(), FakeOCR()), SQLStore("sqlite://"), MemoryBlobs(1))) as conversations:
        yield make_api(conversations, Settings()).openapi()


@pytest.fixture(scope="module")
def api_page() -> str:
    return (DOCS / "api.md").read_text()


def rows(text: str) -> dict[str, list[str]]:
    """Return the rows of a page's tables whose first cell is one word of code, by that word."""
    found = re.findall(r"^\| `([^`]+)` \|(.*)\|$", text, re.MULTILINE)
    return {name: [cell.strip().strip("`") for cell in rest.split(" | ")] for name, rest in found}


def section(text: str, title: str) -> str:
    """Return what stands under a heading, up to the next one of any level."""
    _, _, rest = text.partition(f"{title}\n")
    return re.split(r"^#+ ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def command(name: str) -> click.Command:
    found = main.get_command(click.Context(main), name)
    assert found is not None
    return found


def options(name: str) -> list[str]:
    return [max(p.opts, key=len) for p in command(name).params if isinstance(p, click.Option)]


def make_tasks() -> set[str]:
    return set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))


# --- settings -------------------------------------------------------------------------------------------------------


def test_every_setting_is_described_and_none_that_is_gone() -> None:
    assert set(rows((DOCS / "settings.md").read_text())) == set(Settings.model_fields)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_a_setting_is_described_with_its_variable_option_default_and_bounds(name: str) -> None:
    variable, option, default, bounds, _ = rows((DOCS / "settings.md").read_text())[name]
    field = Settings.model_fields[name]
    limits = {str(getattr(limit, kind)) for limit in field.metadata for kind in ("ge", "le") if hasattr(limit, kind)}
    assert variable == f"{ENV_PREFIX}{name.upper()}"
    assert option == (f"--{name}" if f"--{name}" in options("serve") else "–")
    assert default == (str(field.default) if field.default not in {(), "", None, SecretStr("")} else "(none)")
    assert limits <= set(bounds.split("–"))


# --- HTTP -----------------------------------------------------------------------------------------------------------


def test_every_route_is_described_and_none_that_is_gone(openapi: dict, api_page: str) -> None:
    described = set(re.findall(r"^### `(\w+ /\S+)`$", api_page, re.MULTILINE))
    routes = {f"{method.upper()} {path}" for path, methods in openapi["paths"].items() for method in methods}
    assert described == routes | {"GET /api/docs", "GET /api/openapi.json"}


def test_every_field_that_is_sent_or_answered_is_described(openapi: dict, api_page: str) -> None:
    words = set(re.findall(r"`([^`\n]+)`", api_page))
    shapes = openapi["components"]["schemas"].values()
    forms = [
        body["schema"]
        for methods in openapi["paths"].values()
        for route in methods.values()
        for body in route.get("requestBody", {}).get("content", {}).values()
    ]
    queries = [p["name"] for methods in openapi["paths"].values() for r in methods.values() for p in _queries(r)]
    fields = chain.from_iterable([*shape.get("properties", ()), *shape.get("enum", ())] for shape in [*shapes, *forms])
    assert {*fields, *queries} - {"error"} <= words


def _queries(route: dict) -> list[dict]:
    return [parameter for parameter in route.get("parameters", ()) if parameter["in"] == "query"]


def test_every_event_is_described_and_none_that_is_gone(api_page: str) -> None:
    events = [Queued(1), Started(), TextDelta(""), Answered(Answer("", Certainty.READ, "")), Failed(LookdeskError(""))]
    described = rows(section(api_page, "## Events"))
    assert set(described) == {event_name_and_data(event)[0] for event in events}


def test_every_error_is_described_with_its_status_and_none_that_is_gone(api_page: str) -> None:
    described = re.findall(r"^\| (\d+) \| `(\w+)` \|", section(api_page, "## Errors"), re.MULTILINE)
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, LookdeskError)]
    assert sorted(described) == sorted((str(kind.status), kind.code) for kind in kinds)


# --- command line ---------------------------------------------------------------------------------------------------


def test_every_command_is_described_and_none_that_is_gone() -> None:
    described = re.findall(r"^## `lookdesk (\w+)`$", (DOCS / "cli.md").read_text(), re.MULTILINE)
    assert sorted(described) == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_described_and_none_that_is_gone(name: str) -> None:
    described = rows(section((DOCS / "cli.md").read_text(), f"## `lookdesk {name}`"))
    assert sorted(option.split()[0] for option in described) == sorted(options(name))


def test_every_command_that_the_documents_show_exists() -> None:
    shown = {name for page in PAGES for name in re.findall(r"\blookdesk ([a-z]+)\b(?! is| has)", _code(page))}
    assert shown <= set(COMMANDS)


def _code(page: Path) -> str:
    """Return what a page shows as code, one piece a line."""
    text = page.read_text()
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`|^ {4}.+$", text, re.MULTILINE | re.DOTALL))


# --- tasks, links and guards ----------------------------------------------------------------------------------------


def test_make_lists_every_task_that_the_documents_name() -> None:
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    named = {task for page in PAGES for task in re.findall(r"\bmake ([a-z-]+)", _code(page))}
    assert {"install", "serve", "test", "bench"} <= named <= make_tasks()
    assert set(re.findall(r"^  make ([a-z-]+) ", listed, re.MULTILINE)) == make_tasks()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text())
    broken = [link for link in links if not link.startswith("https://") and not _leads_somewhere(page, link)]
    assert broken == []


def _leads_somewhere(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (page.parent / path) if path else page
    if not anchor:
        return target.exists()
    titles = re.findall(r"^#+ (.+)$", target.read_text(), re.MULTILINE)
    return anchor in {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", sorted((DOCS / "decisions").glob("*.md")), ids=lambda page: page.stem)
def test_a_decision_names_the_tests_that_guard_it(page: Path) -> None:
    text = page.read_text()
    parts = re.findall(r"^\*\*(\w+(?: by)?)\b", text, re.MULTILINE)
    guards = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", text.partition("**Guarded by**")[2])
    assert parts == ["Context", "Options", "Decision", "Consequences", "Guarded by"]
    assert guards
    for path, test in guards:
        assert test in (ROOT / path).read_text()
