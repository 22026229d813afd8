"""``GET /api/docs``: the API on one page, written by the server itself. It loads nothing, so it works offline."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} {version}: HTTP API</title><link rel="icon" href="data:,"><style>
:root {{ color-scheme: light dark }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem }}
h2 {{ margin-top: 2.5rem; overflow-wrap: anywhere }} h2 b {{ color: #0b6bcb; margin-right: .5rem }}
code, pre {{ font: 14px/1.5 ui-monospace, monospace }} pre {{ overflow-x: auto; padding: 1rem; background: #8882 }}
table {{ border-collapse: collapse; width: 100% }}
td, th {{ border-top: 1px solid #8884; padding: .35rem .6rem; text-align: left; vertical-align: top }}
</style></head><body><h1>{title} {version}</h1><p>{description}</p>
<p><a href="/api/openapi.json">openapi.json</a></p>
<pre>curl -s {address}/api/ask -F pictures=@label.jpg -F 'question=净含量是多少？'</pre>
{body}</body></html>
"""


def docs_routes(api: FastAPI) -> APIRouter:
    """Make the route that shows what the API takes and gives."""
    router = APIRouter()

    @router.get("/api/docs", include_in_schema=False)
    async def docs(request: Request) -> HTMLResponse:
        schema = api.openapi()
        body = "".join(_operations(schema)) + "<h1>Shapes</h1>" + "".join(_shapes(schema))
        return HTMLResponse(
            _PAGE.format(
                title=escape(api.title),
                version=escape(api.version),
                description=escape(api.description),
                address=escape(str(request.base_url).rstrip("/")),
                body=body,
            )
        )

    return router


def _operations(schema: Mapping[str, Any]) -> Iterator[str]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield f"<h2><b>{method.upper()}</b><code>{escape(path)}</code></h2>"
            yield f"<p>{escape(operation.get('summary', ''))}</p>"
            if "description" in operation:
                yield f"<p>{escape(operation['description'])}</p>"
            fields = [(p["name"], p["schema"], p.get("required", False)) for p in operation.get("parameters", ())]
            for media in operation.get("requestBody", {}).get("content", {}).values():
                form = _resolved(schema, media["schema"])
                required = form.get("required", ())
                fields += [(name, field, name in required) for name, field in form["properties"].items()]
            if fields:
                yield _table(("field", "what"), [(name, _what(field, is_needed)) for name, field, is_needed in fields])
            answers = [
                (status, escape(answer.get("description", "")) + " " + _contents(answer))
                for status, answer in operation["responses"].items()
            ]
            yield _table(("status", "what"), answers)


def _resolved(schema: Mapping[str, Any], shape: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a shape itself where only its name is given."""
    name = str(shape.get("$ref", "")).rpartition("/")[2]
    found: Mapping[str, Any] = schema["components"]["schemas"][name] if name else shape
    return found


def _shapes(schema: Mapping[str, Any]) -> Iterator[str]:
    for name, shape in schema.get("components", {}).get("schemas", {}).items():
        yield f'<h2 id="{escape(name)}"><code>{escape(name)}</code></h2><p>{escape(shape.get("description", ""))}</p>'
        fields = shape.get("properties", {})
        if fields:
            yield _table(("field", "what"), [(key, _what(field, is_needed=True)) for key, field in fields.items()])
        if "enum" in shape:
            yield "<p>" + ", ".join(f"<code>{escape(value)}</code>" for value in shape["enum"]) + "</p>"


def _contents(answer: Mapping[str, Any]) -> str:
    return ", ".join(
        f"<code>{escape(media)}</code> {_kind(content.get('schema', {}))}"
        for media, content in answer.get("content", {}).items()
    )


def _what(field: Mapping[str, Any], is_needed: bool) -> str:
    bounds = {key: value for key, value in field.items() if key.startswith(("min", "max", "default", "exclusive"))}
    notes = [
        _kind(field),
        "" if is_needed else "(optional)",
        escape(json.dumps(bounds)[1:-1].replace('"', "")),
        escape(field.get("description", "")),
    ]
    return " ".join(note for note in notes if note)


def _kind(field: Mapping[str, Any]) -> str:
    if "$ref" in field:
        name = escape(field["$ref"].rsplit("/", 1)[-1])
        return f'<a href="#{name}">{name}</a>'
    if "anyOf" in field:
        return " or ".join(_kind(choice) for choice in field["anyOf"])
    if field.get("type") == "array":
        inner = field.get("items")
        return f"list of {_kind(inner)}" if inner else "list"
    return escape(str(field.get("format") or field.get("type") or ""))


def _table(head: tuple[str, str], rows: list[tuple[str, str]]) -> str:
    cells = "".join(f"<tr><td><code>{escape(name)}</code></td><td>{what}</td></tr>" for name, what in rows)
    return f"<table><tr><th>{head[0]}</th><th>{head[1]}</th></tr>{cells}</table>"
