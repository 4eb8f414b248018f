"""
Signatures by the rules of Standard Webhooks.

What is signed is the id of the message, the time of this attempt and the body, so that none of them
can be exchanged and an old request cannot be sent again.
"""

import base64
import binascii
import hashlib
import hmac
import secrets as randomness
from collections.abc import Sequence

_PREFIX = "whsec_"
_LEAST_BYTES, _MOST_BYTES = 24, 64
_NEW_BYTES = 32


def new_secret() -> str:
    """Make a secret of 256 bits."""
    key = randomness.token_bytes(_NEW_BYTES)
    return _PREFIX + base64.b64encode(key).decode()


def key_of(secret: str) -> bytes:
    """
    Read a secret.

    Parameters
    ----------
    secret : str
        ``whsec_`` and 24 to 64 bytes in base64.

    Returns
    -------
    bytes

    Raises
    ------
    ValueError
        Where it is none; the message does not repeat it.
    """
    if not secret.startswith(_PREFIX):
        raise ValueError(f"a secret begins with {_PREFIX}")
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("a secret is written in base64") from None
    if not _LEAST_BYTES <= len(key) <= _MOST_BYTES:
        raise ValueError(f"a secret has {_LEAST_BYTES} to {_MOST_BYTES} bytes")
    return key


def signature(secret: str, message_id: str, at_s: int, body: bytes) -> str:
    """
    Sign a message.

    Parameters
    ----------
    secret : str
    message_id : str
        Without a full stop, which separates what is signed.
    at_s : int
        Time of this attempt since 1970. [s]
    body : bytes
        As it is sent.

    Returns
    -------
    str
        With the version of the scheme before it.
    """
    signed = f"{message_id}.{at_s}.".encode() + body
    digest = hmac.new(key_of(secret), signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def signed_headers(
    secrets: Sequence[str], message_id: str, at_s: int, body: bytes
) -> dict[str, str]:
    """
    Tell a receiver what it needs to trust a message.

    Parameters
    ----------
    secrets : sequence of str
        All that are good now; a receiver has to find one of them.
    message_id : str
    at_s : int
        Time of this attempt since 1970. [s]
    body : bytes

    Returns
    -------
    dict of str
    """
    signatures = (signature(secret, message_id, at_s, body) for secret in secrets)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(at_s),
        "webhook-signature": " ".join(signatures),
    }
