"""``lookdesk`` on the command line."""

from __future__ import annotations

import logging
import os
import sys

from lookdesk import cli


def main() -> None:
    """Run a command and end the process at once when it is done.

    A read that has begun runs in native code and cannot be interrupted; Python would wait for it for seconds. By now
    the desk is closed and everything is written.
    """
    try:
        cli.main(prog_name="lookdesk")
    except SystemExit as ending:
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(ending.code if isinstance(ending.code, int) else 0)


if __name__ == "__main__":
    main()
