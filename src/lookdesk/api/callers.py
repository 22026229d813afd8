"""Who calls: the owner of the conversations that a request may see."""

from __future__ import annotations

from fastapi import Request

LOCAL = "local"
"""The owner of everything on a desk that nobody has to sign in to."""


def owner_of(request: Request) -> str:
    """Return whose conversations a request is about."""
    return str(getattr(request.state, "owner", LOCAL))
