"""Keys and tokens as text: a name to look them up by, and a secret of which a digest is kept."""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
import time
import uuid
from dataclasses import dataclass
from typing import Literal

TokenKind = Literal["access", "refresh", "door"]

_SECRET_BYTES = 32
_KEY_ID_BYTES = 6
_KEY_PREFIX = "sol_live_"
_KEY_ID = re.compile(r"[0-9a-f]{12}")
_PREFIXES: dict[TokenKind, str] = {"access": "sol_at_", "refresh": "sol_rt_", "door": "sol_dt_"}
"""So that a leaked one is recognised by those who scan for them."""


@dataclass(frozen=True, slots=True)
class NamedKey:
    """What an application shows."""

    key_id: str
    secret: str


@dataclass(frozen=True, slots=True)
class NamedToken:
    """What a device shows: the user is in it, so that one part of the database is asked."""

    kind: TokenKind
    user_id: str
    token_id: str
    secret: str


def new_id() -> str:
    """UUID of version 7: those made later sort later."""
    moment = time.time_ns() // 1_000_000
    tail = int.from_bytes(secrets.token_bytes(10), "big")
    number = (moment << 80) | tail
    number = (number & ~(0xF << 76)) | (0x7 << 76)
    return str(uuid.UUID(int=(number & ~(0x3 << 62)) | (0x2 << 62)))


def new_secret() -> str:
    """256 bits that nobody guesses, so that a plain digest of them is enough."""
    return base64.urlsafe_b64encode(secrets.token_bytes(_SECRET_BYTES)).decode().rstrip("=")


def new_key_id() -> str:
    """Public part of a key."""
    return secrets.token_hex(_KEY_ID_BYTES)


def digest(secret: str) -> bytes:
    """Digest of a secret, which is all that is kept of it."""
    return hashlib.sha256(secret.encode()).digest()


def matches(secret: str, kept: bytes) -> bool:
    """Whether a secret is the one that is kept, in a time that tells nothing."""
    return hmac.compare_digest(digest(secret), kept)


def key_text(key: NamedKey) -> str:
    """Write a key of an application."""
    return f"{_KEY_PREFIX}{key.key_id}_{key.secret}"


def token_text(token: NamedToken) -> str:
    """Write a token of a device."""
    ids = uuid.UUID(token.user_id).bytes + uuid.UUID(token.token_id).bytes
    name = base64.urlsafe_b64encode(ids).decode().rstrip("=")
    return f"{_PREFIXES[token.kind]}{name}.{token.secret}"


def read_credential(text: str) -> NamedKey | NamedToken | None:
    """Read what a client shows; ``None`` for what was never given out here."""
    if text.startswith(_KEY_PREFIX):
        key_id, _, secret = text[len(_KEY_PREFIX) :].partition("_")
        return NamedKey(key_id, secret) if _KEY_ID.fullmatch(key_id) and secret else None
    for kind, prefix in _PREFIXES.items():
        if text.startswith(prefix):
            return _read_token(kind, text[len(prefix) :])
    return None


def _read_token(kind: TokenKind, text: str) -> NamedToken | None:
    name, _, secret = text.partition(".")
    try:
        ids = base64.urlsafe_b64decode(name + "=" * (-len(name) % 4))
    except (ValueError, binascii.Error):
        return None
    if len(ids) != _SECRET_BYTES or not secret:
        return None
    return NamedToken(kind, str(uuid.UUID(bytes=ids[:16])), str(uuid.UUID(bytes=ids[16:])), secret)
