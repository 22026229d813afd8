"""``lookdesk keys``: make, list and revoke the keys of the API."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import click

from lookdesk import settings
from lookdesk.access import Access
from lookdesk.errors import InvalidSetting
from lookdesk.stores import make_store


@click.group()
def keys() -> None:
    """Make, list and revoke the keys that other programs call the API with; also while the desk is serving."""


@keys.command()
@click.argument("name")
def add(name: str) -> None:
    """Make the key NAME and print it: it is kept nowhere. What it asks belongs to NAME, also under a later key."""
    with _access() as access:
        click.echo(access.add_key(name))


@keys.command(name="list")
def list_keys() -> None:
    """Show all keys, without the keys themselves."""
    with _access() as access:
        for key in access.known_keys():
            end = f"revoked {key.revoked_at:%Y-%m-%d %H:%M} UTC" if key.revoked_at else "in use"
            click.echo(f"{key.name:<24}  made {key.created_at:%Y-%m-%d %H:%M} UTC  {end}")


@keys.command()
@click.argument("name")
def revoke(name: str) -> None:
    """Make the key NAME worthless at once."""
    with _access() as access:
        access.revoke_key(name)
    click.echo(f"The key {name} is revoked.")


@contextmanager
def _access() -> Iterator[Access]:
    chosen = settings.load()
    if chosen.ephemeral:
        raise InvalidSetting("This desk keeps nothing, keys neither.", hint="Leave LOOKDESK_EPHEMERAL out.")
    with closing(make_store(chosen, is_desk=False)) as store:
        yield Access(store)
