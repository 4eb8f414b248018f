"""
``solferol-health``: whether the service of this machine is ready, for the checks of containers.

It loads nothing of the service: it is run every few seconds.
"""

import http.client
import os
import sys

_LONGEST_S = 2.0
_ALL_ADDRESSES = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


def main() -> int:
    """
    Ask ``/health/ready`` at ``SOLFEROL_HOST`` and ``SOLFEROL_PORT``.

    Returns
    -------
    int
        Exit status: 1 where it is not ready.
    """
    host = os.environ.get("SOLFEROL_HOST", "127.0.0.1")
    port = os.environ.get("SOLFEROL_PORT", "8000")
    try:
        connection = http.client.HTTPConnection(
            _ALL_ADDRESSES.get(host, host), int(port), timeout=_LONGEST_S
        )
        connection.request("GET", "/health/ready")
        reply = connection.getresponse()
        told = reply.read().decode()
    except (OSError, ValueError, http.client.HTTPException) as error:
        print(f"no answer at port {port}: {type(error).__name__}", file=sys.stderr)
        return 1
    if reply.status != http.HTTPStatus.OK:
        print(told, file=sys.stderr)
        return 1
    return 0
