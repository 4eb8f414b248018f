"""On which terms a provider's numbers may be used."""

from dataclasses import dataclass
from typing import Literal

CommercialUse = Literal["yes", "with_key", "no", "not_stated"]
"""``with_key``: by the contract that comes with a key."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Licence of the numbers and of the service that hands them out."""

    licence: str
    url: str
    commercial_use: CommercialUse
    attribution: tuple[str, ...]
    """To be shown word for word wherever the numbers are."""
