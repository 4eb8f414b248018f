"""Recorded bodies: which there are, of which place, and the instants that an adapter gives them."""

import json
import re

import numpy as np

from service.providers.forecast import Cell
from tests.service.providers.serving_bodies import NOW, Answer, unix

HUGE = 608_495_162_048_422_800
"""UV index that Pirate Weather once gave. [unitless]"""


def bodies_in(shared, folder):
    """Names of all bodies of a provider, without what tells where they are from."""
    names = (path.name for path in (shared.folder / "fixtures" / folder).iterdir())
    return {name for name in names if not name.endswith(".source.txt")}


def answer_with(shared, path):
    """Answer with a recorded body, and with the status that stands beside it."""
    beside = shared.body(f"fixtures/{path}.source.txt").decode()
    told = re.search(r"^http-status: (\d+)$", beside, re.MULTILINE)
    return Answer(shared.body(f"fixtures/{path}"), int(told[1]) if told else 200)


def cell_at(latitude, longitude, first=None, last=None):
    """Cell around a point, of today if nothing else is said."""
    first = first or NOW.date()
    return Cell(round(latitude, 1), round(longitude, 1), first, last or first)


def cell_of(body):
    """Cell of the place that a body of Open-Meteo names."""
    frame = json.loads(body) if isinstance(body, bytes) else body
    return cell_at(frame["latitude"], frame["longitude"])


def ending(series, text):
    """Value of a series at its one row that ends then."""
    (row,) = np.flatnonzero(series.valid_to == unix(text))
    return series.value[row]


def centroid(series, first, last):
    """Middle of what a series has between two instants, weighted by its values. [s]"""
    day = (series.middle >= unix(first)) & (series.middle < unix(last))
    return float(np.average(series.middle[day], weights=series.value[day]))
