"""Where a model server is: an address, and what is sent along to it."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from lookdesk.errors import InvalidSetting

VISIBLE = re.compile("[!-~]*")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a model server is."""

    scheme: str
    host: str
    port: int
    path: str
    """Without a slash at its end."""
    login: str = field(default="", repr=False)
    """``user:password``; empty where there is none."""

    @classmethod
    def of(cls, url: str) -> Address:
        """Take an address apart.

        Raises:
            InvalidSetting: it is none.
        """
        try:
            parts = urlsplit(url.strip())
            host = (parts.hostname or "").encode("idna").decode("ascii") if parts.hostname else ""
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError:  # UnicodeError is one too
            host, port, parts = "", 0, urlsplit("")
        is_plain = not parts.query and not parts.fragment and VISIBLE.fullmatch(parts.path)
        if parts.scheme not in ("http", "https") or not host or not is_plain:
            raise InvalidSetting(
                "The engine's address cannot be used.", hint="An address looks like http://host:8000/v1."
            )
        login = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
        return cls(parts.scheme, host, port, parts.path.rstrip("/"), "" if login == ":" else login)

    def __str__(self) -> str:
        """Return it without credentials."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = 443 if self.scheme == "https" else 80
        return f"{self.scheme}://{host}" + (f":{self.port}" if self.port != usual else "") + self.path

    def headers(self, key: str) -> list[tuple[bytes, bytes]]:
        """Return the headers of every request to this address; a key counts for more than a login."""
        authority = str(self).partition("://")[2].partition("/")[0]
        headers = [
            (b"Host", authority.encode()),
            (b"Accept", b"text/event-stream, application/json"),
            (b"Accept-Encoding", b"identity"),
            (b"Content-Type", b"application/json"),
            (b"User-Agent", b"lookdesk"),
        ]
        if key:
            headers.append((b"Authorization", b"Bearer " + key.encode()))
        elif self.login:
            headers.append((b"Authorization", b"Basic " + base64.b64encode(self.login.encode())))
        return headers
