"""The page that tells people what is what in an export."""

from textwrap import fill

from service.exporting.parts import PARTS
from service.exporting.plain import LEFT_OUT, utc
from service.exporting.source import Source

_WIDTH = 90
_HEAD = """\
Everything that Solferol keeps of user {user_id}
as of {now}

Solferol is not a medical device. Vitamin D, doses and shares of a burn are estimates of a model,
given as low, central and high (10th percentile, median, 90th percentile). Do not decide on
treatment, supplements or time in the sun by them alone.

Files
-----
"""
_UNITS = """
Times ending in Z are UTC; others have the offset of where you were. Places are as coarse as you
chose. Canonical units: minutes, UV index, J/m2 (erythemal), W/m2, lx, share of bare skin from 0
to 1, micrograms (calcium: milligrams), nmol/L. In tables, an apostrophe before =, +, - or @ keeps
spreadsheets from taking text for a formula.
"""


def readme(source: Source) -> str:
    """Write it."""
    text = _HEAD.format(user_id=source.user.user_id, now=utc(source.now_ms))
    for part in PARTS:
        text += _item(f"{part.name}: {part.about}")
    text += _UNITS + "\nLeft out\n--------\n"
    for table, columns in LEFT_OUT.items():
        for column, reason in columns.items():
            text += _item(f"{table}.{column}: {reason}.")
    return text


def _item(text: str) -> str:
    return fill(f"* {text}", _WIDTH, subsequent_indent="  ", break_on_hyphens=False) + "\n"
