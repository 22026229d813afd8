"""The search for a model server: in the background until it is found, and again after it was away."""

from __future__ import annotations

import logging
import threading

from lookdesk.engines import failures
from lookdesk.engines.connection import Connection
from lookdesk.engines.discovery import Found, StillLoading, Wish, discover
from lookdesk.errors import LookdeskError
from lookdesk.types import EngineState

FIRST_RETRY_S = 0.25
LONGEST_RETRY_S = 5.0
"""A server that is down is looked for at least this often."""

_log = logging.getLogger(__name__)


class Search:
    """Knows what a server has, and whether it is there."""

    def __init__(self, connection: Connection, wish: Wish, known: Found | None) -> None:
        """Begin to search.

        Args:
            connection: to the server; the search ends when it is closed.
            wish: what the settings say of it.
            known: what it has; nothing is searched for then.
        """
        self._connection = connection
        self._wish = wish
        self._away = threading.Event()
        """Set when the server has to be looked for."""
        self.found = known or Found(wish.model, wish.capabilities())
        """What the server has; before it was asked, what is to be expected."""
        asking = EngineState.LOADING, f"asking {connection.address} for its model"
        self.state: tuple[EngineState, str] = (EngineState.READY, "") if known else asking
        """Whether the server is there, and why not."""
        self._thread: threading.Thread | None = None
        if known is None:
            self._thread = threading.Thread(target=self._work, name="lookdesk-engine-search", daemon=True)
            self._thread.start()

    def lost(self, error: LookdeskError) -> None:
        """Take note that the server could not be reached, and look for it again."""
        if self._thread is not None and not self._connection.closed.is_set():
            self.state = EngineState.DOWN, _told(error)
            self._away.set()

    def close(self) -> None:
        """End the search, after its connection was closed."""
        self.state = EngineState.DOWN, "closed"
        self._away.set()
        if self._thread is not None:
            self._thread.join(1.0)

    # --- the searching thread ---

    def _work(self) -> None:
        closed = self._connection.closed
        while not closed.is_set():
            delay_s = FIRST_RETRY_S
            while not closed.is_set() and not self._is_there():
                closed.wait(delay_s)
                delay_s = min(2 * delay_s, LONGEST_RETRY_S)
            self._away.wait()

    def _is_there(self) -> bool:
        self._away.clear()
        try:
            self.found = discover(self._connection, self._wish)
        except StillLoading as error:
            state = EngineState.LOADING, _told(error)
        except LookdeskError as error:
            state = EngineState.DOWN, _told(error)
        except Exception as error:  # whatever a server answers, it is looked for again
            _log.debug("The engine's answer cannot be understood", exc_info=error)
            state = EngineState.DOWN, _told(failures.not_understood("it tells something else than expected of itself"))
        else:
            state = EngineState.READY, ""
        if self._connection.closed.is_set():
            state = EngineState.DOWN, "closed"
        self.state = state
        return state[0] is EngineState.READY


def _told(error: LookdeskError) -> str:
    return f"{error.message} {error.hint}".strip()
