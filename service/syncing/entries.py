"""What stands in a batch on its way in, and who sends it."""

from dataclasses import dataclass, field

from service.samples import Sample
from service.syncing.door import Refusal


@dataclass(slots=True)
class Entry:
    """An item of a batch."""

    index: int
    id: str | None
    sample: Sample | None = None
    own_clock: bool = False
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Device:
    """Who sends."""

    id: str
    info: dict[str, str] = field(default_factory=dict)
