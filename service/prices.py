"""
What a request costs: about the processor time it takes, in estimates for a place not asked before.

Batches are priced by the size that they announce, before anything of them is read: counting their
items would take the very work that is limited. One that does not announce it costs the most.
"""

import re
from dataclasses import dataclass
from typing import Literal

from service.buckets import MOST_COST

_KIB = 1024
_COMPRESSED = 8
"""What a compressed body is taken to become larger by."""
_FREE_FOLDERS = ("/assets/", "/health/")
_FREE = frozenset({"/sw.js", "/manifest.webmanifest"})


_OF_SOMEBODY = re.compile(r"/v1/(users|tokens|webhooks|owntracks|overland|usage)\b.*")

Kind = Literal[
    "estimates", "batches", "days", "windows", "years", "comparisons", "plans", "status", "users",
    "samples", "imports", "exports", "pages", "others",
]  # fmt: skip
"""What requests are counted as, of a key."""


@dataclass(frozen=True, slots=True)
class Price:
    """Of one kind of request."""

    kind: Kind
    base: int = 1
    per_bytes: int = 0
    """Size of body for which one more is due; 0 where size does not matter. [B]"""
    most: int = MOST_COST

    def of(self, length: bytes | None, *, compressed: bool) -> int:
        """Units for a body of the announced length."""
        if not self.per_bytes:
            return self.base
        if length is None or not length.isdigit():
            return self.most
        size = int(length[:18]) * (_COMPRESSED if compressed else 1)
        return min(self.base + size // self.per_bytes, self.most)


_OTHER = Price("others")
_OF_RECORDS = Price("users")
_OF_SAMPLES = Price("samples", per_bytes=32 * _KIB, most=40)
_OF_AN_EXPORT = Price("exports", 20)
_EXACT = {
    ("POST", "/v1/estimates"): Price("estimates"),
    ("GET", "/v1/estimate"): Price("estimates"),
    ("POST", "/v1/estimates:batch"): Price("batches", per_bytes=128),
    ("POST", "/v1/owntracks"): _OF_SAMPLES,
    ("POST", "/v1/overland"): _OF_SAMPLES,
    ("GET", "/v1/day"): Price("days", 2),
    ("GET", "/v1/windows"): Price("windows", 2),
    ("GET", "/v1/windows.ics"): Price("windows"),
    ("GET", "/v1/year"): Price("years", 4),
    ("GET", "/v1/year/comparison"): Price("comparisons", 20),
    ("POST", "/v1/plan"): Price("plans", 3),
    ("POST", "/v1/status"): Price("status"),
    ("POST", "/"): Price("pages", 3),
    ("POST", "/week"): Price("pages", 4),
    ("POST", "/year"): Price("pages", 6),
    ("POST", "/level"): Price("pages", 2),
    ("POST", "/plan"): Price("pages", 4),
}
_OF_USERS = re.compile(r"/v1/users/[^/]+/(samples:batch|imports|export|fhir/Observation)")
_OF_A_USER = {
    ("POST", "samples:batch"): _OF_SAMPLES,
    ("POST", "imports"): Price("imports", 20, _KIB * _KIB, 200),
    ("GET", "export"): _OF_AN_EXPORT,
    ("GET", "fhir/Observation"): _OF_AN_EXPORT,
}


def price_of(method: str, path: str) -> Price | None:
    """
    Look up what a kind of request costs.

    Parameters
    ----------
    method : str
    path : str

    Returns
    -------
    Price or None
        ``None`` for what is free: asking what may be asked, health, and files of the page.
    """
    if method == "OPTIONS" or path in _FREE or path.startswith(_FREE_FOLDERS):
        return None
    found = _EXACT.get((method, path))
    if found is not None:
        return found
    if not path.startswith("/v1/users"):
        return _OTHER
    named = _OF_USERS.fullmatch(path)
    return _OF_RECORDS if named is None else _OF_A_USER.get((method, named[1]), _OF_RECORDS)


def is_for_anybody(path: str) -> bool:
    """Whether a path of the API is about nobody, so that no key is needed there."""
    return path.startswith("/v1/") and not _OF_SOMEBODY.fullmatch(path)
