"""The command line: one small file a command, imported when the command is called."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from lookdesk import __version__
from lookdesk.errors import LookdeskError

COMMANDS = {
    "ask": "Ask a question about photos.",
    "read": "Show the text lines and facts in a photo.",
    "serve": "Serve the page and the API.",
    "keys": "Make, list and revoke the API's keys.",
    "doctor": "Tell what this machine can run.",
    "bench": "Measure how fast this machine answers.",
    "eval": "Measure an engine on a file of questions.",
    "export": "Write kept conversations to a file.",
    "import": "Keep the conversations of a file.",
    "purge": "Remove old and deleted conversations for good.",
}

REFUSED = 2
"""Exit code where something was refused or failed; 1 is left to Python's own crashes."""


class _Commands(click.Group):
    """Imports a command's file only when it is called, so that ``lookdesk --help`` is there at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        if cmd_name not in COMMANDS:
            return None
        file = {"import": "import_"}.get(cmd_name, cmd_name)  # ``import`` is Python's own word
        command: click.Command = getattr(import_module(f"lookdesk.cli.{file}"), file)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except LookdeskError as error:
            click.echo(f"lookdesk: {error.message}", err=True)
            if error.hint:
                click.echo(f"  {error.hint}", err=True)
            ctx.exit(REFUSED)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="lookdesk")
def main() -> None:
    """看图客服: answer questions about customers' photos on this machine."""
