"""``lookdesk serve --ephemeral`` keeps nothing on disk at all."""

import httpx
import pytest

from served import serving

pytestmark = pytest.mark.process


def test_nothing_is_written_anywhere_at_home(tmp_path, draw):
    places = {"HOME": tmp_path, "TMPDIR": tmp_path, "LOOKDESK_DATA_FOLDER": tmp_path / "kept"}
    places |= dict.fromkeys(("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), tmp_path)
    environment = {name: str(path) for name, path in places.items()} | {"LOOKDESK_EPHEMERAL": "0"}
    with serving("--ephemeral", "--engine", "reader", **environment) as (_, address), httpx.Client() as client:
        assert client.get(address).status_code == 200
        asked = client.post(
            f"{address}/api/ask",
            files={"pictures": draw(size=(640, 480), kind="PNG")},
            data={"question": "写了什么？"},
            timeout=60,
        )
        assert asked.status_code == 200
        (kept,) = client.get(f"{address}/api/conversations").json()["conversations"]
        for path in ("", "/export?format=zip&redact=true"):
            assert client.get(f"{address}/api/conversations/{kept['id']}{path}").status_code == 200
    assert list(tmp_path.rglob("*")) == []
