"""How bodies of experts read a level of 25(OH)D."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Band:
    """A named range of levels, from the lower end on up to below the upper."""

    name: str
    low: float
    high: float
    """[nmol L⁻¹]"""


@dataclass(frozen=True, slots=True)
class Bands:
    """How one body of experts reads a level."""

    name: str
    bands: tuple[Band, ...]
    source: str
    note: str

    def of(self, level: float) -> Band | None:
        """Band of a level [nmol L⁻¹]; None of nan, and of what cannot be."""
        return next((band for band in self.bands if band.low <= level < band.high), None)


IOM = Bands(
    "IOM 2011",
    (
        Band("risk_of_deficiency", 0.0, 30.0),
        Band("risk_of_inadequacy", 30.0, 50.0),
        Band("sufficient", 50.0, 125.0),
        Band("of_concern", 125.0, math.inf),
    ),
    "Institute of Medicine, Dietary reference intakes for calcium and vitamin D, 2011, "
    "doi:10.17226/13050",
    "50 nmol/L cover the needs of 97.5 % of people; levels above 125 are of concern if they last",
)
ENDOCRINE_SOCIETY = Bands(
    "Endocrine Society 2011",
    (
        Band("deficient", 0.0, 50.0),
        Band("insufficient", 50.0, 75.0),
        Band("sufficient", 75.0, math.inf),
    ),
    "M. F. Holick et al., J. Clin. Endocrinol. Metab. 96 (2011) 1911-1930, "
    "doi:10.1210/jc.2011-0385",
    "insufficient is printed as 52.5 to 72.5 nmol/L (21 to 29 ng/mL); the guideline of 2024 "
    "(M. B. Demay et al., J. Clin. Endocrinol. Metab. 109 (2024) 1907-1947) no longer endorses "
    "these thresholds",
)


def bands() -> tuple[Bands, ...]:
    """
    Return the published readings of a level.

    Returns
    -------
    tuple of Bands
        ``IOM`` and ``ENDOCRINE_SOCIETY``.

    References
    ----------
    .. [1] The source of each.
    """
    return (IOM, ENDOCRINE_SOCIETY)
