import pytest
from click.testing import CliRunner

from lookdesk import settings
from lookdesk.access import KEY_PREFIX, Access
from lookdesk.cli import main
from lookdesk.client import Client
from lookdesk.errors import Unauthorized
from lookdesk.stores import make_store
from served import serving


@pytest.fixture
def keys(monkeypatch, tmp_path):
    monkeypatch.setenv("LOOKDESK_DATA_FOLDER", str(tmp_path / "desk"))
    return lambda *arguments: CliRunner().invoke(main, ["keys", *arguments])


def test_a_key_is_printed_once_and_kept_nowhere(keys, tmp_path):
    key = keys("add", "shop").stdout.strip()
    assert key.startswith(KEY_PREFIX)
    listed = keys("list").stdout
    assert "shop" in listed
    assert "in use" in listed
    assert key not in listed
    assert not any(key.encode() in path.read_bytes() for path in (tmp_path / "desk").iterdir())


def test_a_name_is_one_keys_until_it_is_revoked(keys):
    assert keys("add", "shop").exit_code == 0
    again = keys("add", "shop")
    assert (again.exit_code, "already" in again.stderr) == (2, True)
    assert keys("revoke", "shop").exit_code == 0
    assert keys("revoke", "shop").exit_code == 2
    assert keys("add", "shop").exit_code == 0
    assert keys("list").stdout.count("revoked") == 1


@pytest.mark.parametrize("name", ["", "a b", "名字", "-" * 3 + "x", "x" * 49])
def test_a_name_that_cannot_be_is_told_with_what_is_accepted(keys, name):
    refused = keys("add", "--", name)
    assert refused.exit_code == 2
    assert "1 to 48" in refused.stderr


def test_a_desk_that_keeps_nothing_has_no_keys(keys, monkeypatch):
    monkeypatch.setenv("LOOKDESK_EPHEMERAL", "1")
    assert "keeps nothing" in keys("list").stderr


def test_keys_are_made_and_revoked_beside_a_running_desk(keys, tmp_path):
    folder = str(tmp_path / "desk")
    with serving("--engine", "fake", "--ocr", "fake", LOOKDESK_EPHEMERAL="0", LOOKDESK_DATA_FOLDER=folder) as (
        _,
        address,
    ):
        with Client(address, key=keys("add", "shop").stdout.strip()) as client:
            begun = client.start(title="Bottle")
            assert [each.id for each in client.conversations().conversations] == [begun.id]
            assert keys("revoke", "shop").exit_code == 0
            with pytest.raises(Unauthorized):
                client.conversations()
        with Client(address) as local:
            assert local.conversations().conversations == []


def test_all_desks_of_a_store_know_each_others_visitors(keys):
    first, second = (make_store(settings.load(), is_desk=False) for _ in range(2))
    owner = Access(first).new_visitor()
    assert Access(second).visitor(Access(first).signed(owner)).owner == owner
    first.close()
    second.close()
