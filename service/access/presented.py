"""What a client shows in ``Authorization``, before anybody looks whether it is good."""

import base64
import binascii

_OURS = "sol_"
"""All keys and tokens that were ever given out begin so."""


def presented(authorization: str) -> str:
    """
    Read a key or token; apps that only know names and passwords send it as the password.

    Parameters
    ----------
    authorization : str
        Value of the header.

    Returns
    -------
    str
        Empty where there is none.
    """
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[2]
    except (ValueError, binascii.Error):
        return ""


def meant_for_us(authorization: str) -> str:
    """
    Read a key or token from a call that needs none.

    A password that is no key of ours is that of a proxy in front, which passed it on.
    """
    shown = presented(authorization)
    is_bearer = authorization[:7].lower() == "bearer "
    return shown if is_bearer or shown.startswith(_OURS) else ""
