"""The gate of the page: gives each visitor a cookie, and asks for the access code where one is set."""

from __future__ import annotations

import secrets
from html import escape
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lookdesk.access import Access
from lookdesk.api.cookies import cookie, visitor_of
from lookdesk.api.errors import error_response
from lookdesk.api.tries import Tries
from lookdesk.api.uploads import body_chunks
from lookdesk.errors import LookdeskError, TooManyTries, Unauthorized
from lookdesk.ui.words import Words, words_for

ENTRY = "/access"
FORM_BYTES = 16 * 1024
OPEN = ("/static/", "/favicon.png", "/manifest.json")
"""Streamlit's own files, the same for everybody."""

_PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="icon" href="data:,"><style>
body {{ font: 16px/1.6 system-ui, -apple-system, 'PingFang SC', 'Microsoft YaHei', sans-serif; color: #1d2733;
  background: #f5f7fa; display: grid; place-items: center; min-height: 100vh; margin: 0 }}
form {{ background: #fff; border: 1px solid #dde3ea; border-radius: 8px; padding: 2rem; width: min(20rem, 80vw) }}
h1 {{ font-size: 1.25rem; margin: 0 0 1rem }} label {{ display: block }}
input, button {{ font: inherit; box-sizing: border-box; width: 100%; padding: .6rem; margin-top: .6rem;
  border: 1px solid #8794a3; border-radius: 8px }}
button {{ background: #1f5f9e; border-color: #1f5f9e; color: #fff; cursor: pointer }}
p {{ color: #a32020; margin: .8rem 0 0 }}
</style></head><body><form method="post" action="{action}"><h1>{title}</h1>
<label for="code">{ask}</label><input id="code" name="code" type="password" autocomplete="current-password" required
 autofocus><input type="hidden" name="to" value="{to}"><button>{enter}</button>{wrong}</form></body></html>
"""


class Gate:
    """Lets visitors through to the page."""

    def __init__(self, page: ASGIApp, access: Access, code: str) -> None:
        """Guard a page.

        Args:
            page: what is behind the gate.
            access: knows visitors.
            code: what they are asked for; empty: nothing.
        """
        self._page = page
        self._access = access
        self._code = code
        self._tries = Tries()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"} or scope["path"].startswith(OPEN):
            await self._page(scope, receive, send)
        elif self._code and (scope["type"], scope["path"], scope.get("method")) == ("http", ENTRY, "POST"):
            await (await self._enter(scope, receive))(scope, receive, send)
        elif self._is_known(scope):
            await self._page(scope, receive, self._with_cookie(scope, send))
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": "The access code is missing."})
        elif scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", ""):
            await self._form(scope, _target(scope))(scope, receive, send)
        else:
            refusal = Unauthorized("The access code is missing.", hint="Open the page and give it there.")
            await error_response(refusal)(scope, receive, send)

    def _is_known(self, scope: Scope) -> bool:
        if not self._code:
            return True
        visitor = visitor_of(scope, self._access, self._code)
        return visitor is not None and visitor.has_code

    def _with_cookie(self, scope: Scope, send: Send) -> Send:
        """Give the cookie with the page: to a new visitor, or to one who is to be known for another year."""

        async def wrapped(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("Set-Cookie", self._cookie(scope))
            await send(message)

        return wrapped

    def _cookie(self, scope: Scope) -> str:
        visitor = visitor_of(scope, self._access)
        owner = visitor.owner if visitor else self._access.new_visitor()
        return cookie(scope, self._access.signed(owner, self._code))

    async def _enter(self, scope: Scope, receive: Receive) -> Response:
        """Look at a code; a right one leads on to where the visitor wanted to go."""
        try:
            body = b"".join([chunk async for chunk in body_chunks(receive, FORM_BYTES)])
        except LookdeskError as error:
            return error_response(error)
        fields = parse_qs(body.decode("utf-8", "replace"))
        to = _own_path(fields.get("to", ["/"])[0])
        try:
            self._check(scope, fields.get("code", [""])[0])
        except (Unauthorized, TooManyTries) as error:
            return self._form(scope, to, error)
        return RedirectResponse(to, 303, {"Set-Cookie": self._cookie(scope), "Cache-Control": "no-store"})

    def _check(self, scope: Scope, said: str) -> None:
        client = scope.get("client") or ("", 0)
        with self._tries.one(client[0]):
            if not secrets.compare_digest(said.strip().encode(), self._code.strip().encode()):
                raise Unauthorized("This is not the access code.")

    def _form(self, scope: Scope, to: str, error: LookdeskError | None = None) -> Response:
        words = words_for(_language(scope))
        wrong = ""
        if error is not None:
            said = words.code_refused if isinstance(error, TooManyTries) else words.code_wrong
            wrong = f'<p role="alert">{escape(said)}</p>'
        # Under "no-referrer" a browser sends the form with "Origin: null" (Fetch, "append a request Origin header").
        headers = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin"}
        if error is not None and error.retry_after_s is not None:
            headers["Retry-After"] = str(error.retry_after_s)
        return HTMLResponse(_written(words, to, wrong), error.status if error else 401, headers)


def _written(words: Words, to: str, wrong: str) -> str:
    return _PAGE.format(
        lang=words.language,
        title=escape(words.title),
        ask=escape(words.code_ask),
        enter=escape(words.code_enter),
        action=ENTRY,
        to=escape(to),
        wrong=wrong,
    )


def _language(scope: Scope) -> str | None:
    """Return the language that a browser likes best, which it names first. Source: RFC 9110, section 12.5.4."""
    return Headers(scope=scope).get("accept-language", "").partition(",")[0].partition(";")[0].strip() or None


def _target(scope: Scope) -> str:
    query = scope["query_string"].decode("latin-1")
    return _own_path(f"{scope['path']}?{query}" if query else scope["path"])


def _own_path(said: str) -> str:
    """Return a path of this desk; the page itself where it is none, or leads elsewhere."""
    parts = urlsplit(said.replace("\\", "/"))
    is_own = said.isprintable() and not (parts.scheme or parts.netloc) and said.startswith("/")
    return said if is_own and not said.startswith(("//", "/\\")) else "/"
