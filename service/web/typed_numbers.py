"""Numbers as people write them, of any language, and amounts in either of their units."""

import re

from models.constants import IU_PER_MICROGRAM

UNITS = ("IU", "µg")
"""Of amounts of vitamin D."""
_GROUPED = re.compile(r"[1-9]\d{0,2}([,\s’'])\d{3}(\1\d{3})*")
_AMBIGUOUS = re.compile(r"\d{1,3}\.\d{3}")


def decimal_text(text: str) -> str:
    """Read 52,52 and 52.52° alike."""
    return (
        text.replace("−", "-").replace(",", ".").removesuffix("°").strip()
        if text.count(",") <= 1
        else text
    )


def whole_text(text: str) -> str:
    """Read 1,000 and 1 000 as a thousand; 1.000 could be either, and is refused."""
    if _GROUPED.fullmatch(text):
        return re.sub(r"\D", "", text)
    return "ambiguous" if _AMBIGUOUS.fullmatch(text) else text


def amount_text(text: str, unit: str) -> str:
    """Read an amount of vitamin D as one in IU; what is no number stays as it is."""
    if unit != "µg":
        return whole_text(text)
    plain = decimal_text(text)
    try:
        return f"{IU_PER_MICROGRAM * float(plain):g}" if plain else ""
    except ValueError:
        return plain
