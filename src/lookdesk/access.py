"""Whose conversation it is: visitors of the page, API keys, links for colleagues, and recovery codes.

An owner is a name such as ``visitor-3f…`` or ``key-shop``; every conversation has one. What proves it is signed with a
secret that all desks of a store share, or is kept as a digest: nothing that is kept can be used to get in.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import uuid
from dataclasses import dataclass

from itsdangerous import BadSignature, Signer, URLSafeSerializer

from lookdesk.errors import Forbidden, InvalidInput, NotFound, Unauthorized
from lookdesk.protocols import Store
from lookdesk.records import KeyRecord

LOCAL = "local"
"""The owner of what is asked from this machine, where nobody else can reach the desk."""
VISITOR = "visitor-"
KEY = "key-"
KEY_PREFIX = "lookdesk_"
"""Begins every key, so that it is known for what it is where it turns up by mistake."""
KEY_BYTES = 32
RECOVERY_BYTES = 10
"""80 bits: at ten tries in ten minutes nobody guesses one, and sixteen letters can still be copied by hand."""
_KEY_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,47}")
_READ_AS = str.maketrans("018", "OIB")
"""Digits that base 32 has not, as the letters that they are mistaken for. Source: RFC 4648, section 6."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who a visitor's signed text says that they are."""

    owner: str
    has_code: bool
    """Whether they have given the access code that is in force; true where there is none."""


class Access:
    """Makes and checks what proves who somebody is."""

    def __init__(self, store: Store) -> None:
        """Take the store's secret, which is made when it is first asked for."""
        self._store = store
        secret = store.settle("secret", secrets.token_hex(32))
        self._visitors = URLSafeSerializer(secret, "visitor", signer_kwargs={"digest_method": hashlib.sha256})
        self._links = Signer(secret, "link", digest_method=hashlib.sha256)
        self._codes = Signer(secret, "code", digest_method=hashlib.sha256)

    # --- visitors ---

    def new_visitor(self) -> str:
        """Return an owner that nobody was before."""
        return f"{VISITOR}{uuid.uuid4().hex}"

    def signed(self, owner: str, code: str = "") -> str:
        """Return what proves that somebody is this visitor, and has given the access code."""
        return self._visitors.dumps([owner, self._proof(code)])

    def visitor(self, signed: str, code: str = "") -> Visitor | None:
        """Return the visitor that a signed text is of; None where it was not signed by us, or was altered.

        Args:
            signed: see :meth:`signed`.
            code: the access code in force.
        """
        try:
            owner, proof = self._visitors.loads(signed)
        except BadSignature:
            return None
        return Visitor(owner, not code or secrets.compare_digest(proof, self._proof(code)))

    def new_recovery_code(self, owner: str) -> str:
        """Return a code that makes another browser this visitor; the one before is worth nothing from now on.

        Raises:
            Forbidden: the owner is no visitor.
        """
        if not owner.startswith(VISITOR):
            raise Forbidden("Only a visitor of the page has a recovery code.", hint="An API key is its own proof.")
        code = base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode()
        self._store.choose_recovery(owner, _digest(code))
        return "-".join(code[start : start + 4] for start in range(0, len(code), 4))

    def recovered(self, code: str) -> str:
        """Return the visitor whose recovery code it is, however it is written.

        Raises:
            NotFound: nobody's.
        """
        letters = re.sub(r"[\s-]", "", code).upper().translate(_READ_AS)
        owner = self._store.recovered(_digest(letters))
        if not owner:
            raise NotFound("This recovery code is nobody's.", hint="Only the latest code of a visitor counts.")
        return owner

    # --- links ---

    def link(self, conversation_id: str) -> str:
        """Return what lets a colleague into a conversation."""
        return self._links.get_signature(conversation_id).decode()

    def is_link(self, conversation_id: str, token: str) -> bool:
        """Tell whether this was made by :meth:`link`."""
        return self._links.verify_signature(conversation_id, token.encode("utf-8", "replace"))

    # --- keys ---

    def add_key(self, name: str) -> str:
        """Make an API key; it can be seen only now. Its owner goes by the name, whoever has a key of that name later.

        Raises:
            InvalidInput: the name has other characters than letters, digits and ``._-``, or is in use.
        """
        if not _KEY_NAME.fullmatch(name):
            raise InvalidInput(
                f"A key cannot be called {name[:60]!r}.", hint="1 to 48 of A-Z, a-z, 0-9, '.', '_' and '-'."
            )
        key = KEY_PREFIX + secrets.token_urlsafe(KEY_BYTES)
        self._store.add_key(name, KEY + name, _digest(key))
        return key

    def known_keys(self) -> tuple[KeyRecord, ...]:
        """Return all keys, in the order of their making."""
        return self._store.known_keys()

    def revoke_key(self, name: str) -> None:
        """Make a key worthless at once.

        Raises:
            NotFound: there is none of that name in use.
        """
        self._store.revoke_key(name)

    def key_owner(self, key: str) -> str:
        """Return whose conversations a key opens.

        Raises:
            Unauthorized: there is no such key, or it is revoked.
        """
        owner = self._store.key_owner(_digest(key))
        if not owner:
            raise Unauthorized("This key is not known here, or is revoked.", hint="Make one: lookdesk keys add NAME.")
        return owner

    def _proof(self, code: str) -> str:
        return self._codes.get_signature(code).decode()


def _digest(said: str) -> str:
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()
