"""Every error that lookdesk raises, as one tree.

::

    LookdeskError                 500  something we did not foresee
    ├── InvalidInput              400  what was sent cannot be taken as it is
    │   ├── InvalidPicture        422  not a picture that we can show upright
    │   ├── ContextExceeded       400  a conversation is more than the engine's context holds
    │   ├── InvalidSetting        400  an unknown setting, or a value out of its range
    │   └── UnknownName           400  no engine, OCR or store goes by that name
    ├── Unauthorized              401  it is not known who calls
    ├── Forbidden                 403  the caller may not do this (host, origin, a colleague's conversation)
    ├── NotFound                  404  no such picture, turn or route
    │   └── ModelNotFound         404  no model goes by that name
    ├── TooLarge                  413  a body or a picture is over its bound
    ├── TooManyTries              429  too many wrong codes came from there
    ├── Cancelled                 499  the caller ended the turn
    ├── Busy                      503  every place is taken; later is better
    │   └── QueueFull             429  as many questions wait as may
    ├── StoreUnavailable          503  what is kept cannot be reached, or there is no room for more
    └── EngineError               502  the engine failed to answer
        └── EngineUnavailable     503  the engine is not there (yet)

Each carries what a caller needs to act: ``status`` (HTTP), ``code`` (stable, for programs), ``retryable`` (would the
same call succeed later?) and ``hint`` (what is accepted, what to do next). ``str(error)`` says what happened.
"""

from __future__ import annotations

from typing import Any, ClassVar


class LookdeskError(Exception):
    """Say what happened, what is accepted and what to do."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    retryable: ClassVar[bool] = False
    retry_after_s: int | None = None
    """Whole seconds after which the same call may succeed; None: not known."""
    field: str = ""
    """The field at fault, as the caller wrote it; empty where there is none."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        """Make an error.

        Args:
            message: what happened, one sentence.
            hint: what is accepted, or what to do next; one sentence.
        """
        super().__init__(message)
        self.message = message
        self.hint = hint

    def as_dict(self) -> dict[str, Any]:
        """Return the one JSON shape that every surface of lookdesk shows an error in."""
        return {
            "error": {"code": self.code, "message": self.message, "hint": self.hint, "retryable": self.retryable},
        }


class InvalidInput(LookdeskError):
    """What was sent cannot be taken as it is."""

    status = 400
    code = "invalid_input"

    def __init__(self, message: str, *, hint: str = "", field: str = "") -> None:
        """Make an error that may name the field at fault, as the caller wrote it."""
        super().__init__(message, hint=hint)
        self.field = field


class InvalidPicture(InvalidInput):
    """The bytes are not a picture that can be shown upright."""

    status = 422
    code = "invalid_picture"


class ContextExceeded(InvalidInput):
    """A conversation is more than the engine's context holds."""

    code = "context_length_exceeded"


class InvalidSetting(InvalidInput):
    """A setting is unknown, or its value is out of range."""

    code = "invalid_setting"


class UnknownName(InvalidInput):
    """No engine, OCR or store goes by that name."""

    code = "unknown_name"


class Unauthorized(LookdeskError):
    """It is not known who calls."""

    status = 401
    code = "unauthorized"


class Forbidden(LookdeskError):
    """The caller may not do this."""

    status = 403
    code = "forbidden"


class NotFound(LookdeskError):
    """There is no such thing here."""

    status = 404
    code = "not_found"


class ModelNotFound(NotFound):
    """No model goes by that name."""

    code = "model_not_found"
    field = "model"


class TooLarge(LookdeskError):
    """A body or a picture is over its bound."""

    status = 413
    code = "too_large"


class TooManyTries(LookdeskError):
    """Too many wrong codes came from there."""

    status = 429
    code = "too_many_tries"
    retryable = True

    def __init__(self, message: str, *, hint: str = "", retry_after_s: int = 600) -> None:
        """Make an error that says when the next code is looked at, in whole seconds."""
        super().__init__(message, hint=hint)
        self.retry_after_s = retry_after_s


class Cancelled(LookdeskError):
    """The caller ended the turn before its answer."""

    status = 499
    code = "cancelled"

    @classmethod
    def withdrawn(cls) -> Cancelled:
        """Make the error of a question that was taken back."""
        return cls("The question was withdrawn before its answer.", hint="Ask again.")


class Busy(LookdeskError):
    """Every place is taken."""

    status = 503
    code = "busy"
    retryable = True
    retry_after_s = 2


class QueueFull(Busy):
    """As many questions wait as may."""

    status = 429
    code = "queue_full"

    def __init__(self, message: str, *, hint: str = "", retry_after_s: int = 2) -> None:
        """Make an error that says when a place may be free, in whole seconds."""
        super().__init__(message, hint=hint)
        self.retry_after_s = retry_after_s


class StoreUnavailable(LookdeskError):
    """What is kept cannot be reached, or there is no room for more."""

    status = 503
    code = "store_unavailable"
    retryable = True
    retry_after_s = 5


class EngineError(LookdeskError):
    """The engine failed to answer."""

    status = 502
    code = "engine_failed"
    retryable = True


class EngineUnavailable(EngineError):
    """The engine is not there (yet)."""

    status = 503
    code = "engine_unavailable"
    retry_after_s = 2
