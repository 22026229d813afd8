"""OpenAI's own client for Node, against a running server."""

from __future__ import annotations

import json
import subprocess
import threading
from pathlib import Path

import pytest

pytestmark = pytest.mark.node

NODE = Path(__file__).parents[1] / "node"
EXAMPLE = Path(__file__).parents[2] / "examples" / "label.jpg"


def test_the_client_for_node_asks_streams_and_hears_what_is_refused(server_address):
    script = [str(NODE / "ask.mjs"), f"{server_address}/v1", str(EXAMPLE)]
    said = json.loads(subprocess.run(["node", *script], capture_output=True, text=True, check=True).stdout)
    whole, chunks = said["whole"], said["chunks"]
    text = whole["choices"][0]["message"]["content"]
    assert text
    assert whole["id"] == f"chatcmpl-{said['requestId']}"
    assert {"certainty", "action", "evidence"} <= set(whole["lookdesk"])
    assert whole["usage"]["total_tokens"] == 0
    pieces = [choice["delta"].get("content", "") for chunk in chunks for choice in chunk["choices"]]
    assert "".join(pieces) == said["gathered"] == text
    assert chunks[-2]["lookdesk"]["certainty"] == whole["lookdesk"]["certainty"]
    assert chunks[-1]["usage"]["total_tokens"] == 0
    assert said["models"] == ["lookdesk"]
    assert said["model"] == "lookdesk"
    assert said["refusals"] == {
        "tools": {"name": "BadRequestError", "status": 400, "param": "tools", "code": "invalid_input"},
        "model": {"name": "NotFoundError", "status": 404, "param": "model", "code": "model_not_found"},
        "address": {
            "name": "BadRequestError",
            "status": 400,
            "param": "messages[0].content[0].image_url.url",
            "code": "invalid_input",
        },
    }


def test_a_client_for_node_that_leaves_a_stream_frees_its_place(serve_api, open_desk, until):
    desk = open_desk("a word", threading.Event(), slots=1)
    script = [str(NODE / "leave.mjs"), f"{serve_api(desk)}/v1"]
    with subprocess.Popen(["node", *script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "left\n"
        until(lambda: desk.status().running == 0)
        process.stdin.close()
