"""Sentences that can be told in other languages: marked for the catalogues, English as they are."""

from collections.abc import Mapping
from typing import Any


class Phrase(str):
    """
    An English sentence that remembers how it was put together.

    Attributes
    ----------
    template : str
        What the catalogues have translations of, with named places for values.
    values : mapping
    """

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, Any]

    def __new__(cls, text: str = "") -> "Phrase":
        """Make a phrase of a whole text."""
        made = super().__new__(cls, text)
        made.template, made.values = text.replace("{", "{{").replace("}", "}}"), {}
        return made


def phrase(template: str, /, **values: Any) -> Phrase:  # noqa: ANN401
    """
    Put a sentence together.

    Parameters
    ----------
    template : str
        With named places, in the language of ``str.format``.
    **values
        Numbers, texts, other phrases.

    Returns
    -------
    Phrase
    """
    told = Phrase(template.format(**values))
    told.template, told.values = template, values
    return told


def message(text: str) -> str:
    """Mark a text for the catalogues, where it is told later."""
    return text
