"""``lookdesk serve``: the page and the API on one port."""

from __future__ import annotations

import click

from lookdesk import memory, server, settings
from lookdesk.factory import make_conversations
from lookdesk.server.guard import own_names
from lookdesk.server.lan import own_addresses
from lookdesk.settings import is_loopback, is_private

OPEN_TO_ALL = "WARNING: no access code is set. Whoever reaches the page can use it; LOOKDESK_ACCESS_CODE sets one."


@click.command()
@click.option("--host", help="The address to listen on; 0.0.0.0 opens the desk to the LAN. [127.0.0.1]")
@click.option("--port", type=int, help="The port to listen on; 0 picks a free one. [8501]")
@click.option("--engine", help="What answers: auto, reader, a .gguf model, or an address as http://host:8000/v1.")
@click.option("--mmproj", help="The model's vision part. [the one beside the model]")
@click.option("--ocr", help="What reads the text. [rapidocr]")
@click.option("--ephemeral", is_flag=True, default=None, help="Keep everything in memory and nothing on disk.")
def serve(
    *,
    host: str | None,
    port: int | None,
    engine: str | None,
    mmproj: str | None,
    ocr: str | None,
    ephemeral: bool | None,
) -> None:
    """Serve the page and the API until Ctrl-C.

    Every setting can also be given as an environment variable, as in LOOKDESK_PORT.
    """
    memory.keep_small()
    chosen = settings.load(
        {"host": host, "port": port, "engine": engine, "mmproj": mmproj, "ocr": ocr, "ephemeral": ephemeral}
    )
    listener = server.listen(chosen.host, chosen.port)
    bound_port = listener.getsockname()[1]

    def tell(address: str) -> None:
        click.echo(f"lookdesk 看图客服: {address} (API: {address}/api/docs). Ctrl-C ends it.")
        if is_private(chosen):
            click.echo("Only this machine can reach it; --host 0.0.0.0 opens it to the LAN.")
            return
        if not chosen.access_code.get_secret_value():
            click.secho(OPEN_TO_ALL, bold=True, fg="red")
        if is_loopback(chosen.host):
            return
        click.echo("Everyone on these networks can reach it:")
        for name in [
            *own_addresses(chosen.host),
            *sorted(own_names(chosen.host, chosen.allowed_hosts) - {"localhost"}),
        ]:
            click.echo(f"  http://{name}:{bound_port}")

    with listener:
        server.run(chosen, make_conversations(chosen), listener, tell)
