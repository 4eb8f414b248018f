"""A person from the front, drawn part by part: bare where the clothing of the model leaves bare."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from models.body import BodyPart

Look = Literal["skin", "hair", "top", "bottom", "shoe", "hood", "glove"]

VIEW_BOX = "0 0 80 164"
_SHAPES: dict[BodyPart, tuple[str, ...]] = {
    "feet": (
        "M31 151h6.5v5.5q0 2.5-2.5 2.5h-8q-1.500-3 4-5z",
        "M49 151h-6.500v5.500q0 2.500 2.500 2.500h8q1.500-3-4-5z",
    ),
    "lower_legs": (
        "M29.500 116h9.500l-1.500 35.500h-6.500z",
        "M50.500 116h-9.500l1.500 35.500h6.500z",
    ),
    "thighs": (
        "M27.500 80h12.500l-1 36.500h-9.500z",
        "M52.500 80h-12.500l1 36.500h9.500z",
    ),
    "hands": (
        "M14.500 85h5.500l.8 7q.2 4.500-3 4.500t-3.800-4.500z",
        "M65.500 85h-5.500l-.8 7q-.2 4.500 3 4.500t3.800-4.500z",
    ),
    "forearms": (
        "M16.200 61h6.600l-2.600 24.500h-5.900z",
        "M63.800 61h-6.600l2.600 24.500h5.900z",
    ),
    "upper_arms": (
        "M26.500 37.500q-7.500.8-8.800 9l-1.600 15h6.800l3.600-13z",
        "M53.500 37.500q7.500.8 8.800 9l1.600 15h-6.800l-3.600-13z",
    ),
    "neck": ("M36 27h8v8.500h-8z",),
    "chest_abdomen": ("M26 37.500l9-2.500q5 3.500 10 0l9 2.500-1.800 35h-24.400z",),
    "genitals": ("M27.700 70.500h24.600l.4 10.500-8.700 1.500-4 4-4-4-8.700-1.500z",),
    "scalp": (
        "M29.500 19q-2-14.500 10.500-14.500t10.500 14.500l-2 0q-1-6-8.500-6t-8.500 6z",
    ),
    "face": ("M31.500 17q0-6 8.500-6t8.500 6v5q-1 8.500-8.500 8.500t-8.500-8.500z",),
}  # fmt: skip
"""Outlines in the order of drawing; what is behind (back, buttocks) is not seen."""
_CLOTH: dict[BodyPart, Look] = {
    "feet": "shoe",
    "lower_legs": "bottom",
    "thighs": "bottom",
    "genitals": "bottom",
    "hands": "glove",
    "scalp": "hair",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """One outline, and what is seen there."""

    part: BodyPart
    look: Look
    path: str


def figure_of(bare: Collection[BodyPart]) -> tuple[Shape, ...]:
    """
    Draw a person.

    Parameters
    ----------
    bare : collection of str
        Parts of the body without clothes.

    Returns
    -------
    tuple of Shape
        From back to front, within ``VIEW_BOX``.
    """
    return tuple(
        Shape(part, _look(part, bare), path) for part, paths in _SHAPES.items() for path in paths
    )


def _look(part: BodyPart, bare: Collection[BodyPart]) -> Look:
    """Hair covers the scalp; who covers even the hands wears a hat or a hood as well."""
    if part == "scalp":
        return "hair" if "hands" in bare else "hood"
    return "skin" if part in bare else _CLOTH.get(part, "top")
