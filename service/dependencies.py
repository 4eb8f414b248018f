"""What routes are given, and what is refused before they are asked."""

import re
from collections import Counter
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from service.errors import FieldError, InvalidInput, pointer_to
from service.questions import Language
from service.world import World


async def _world(request: Request) -> World:
    world: World = request.app.state.world
    return world


WorldOfApp = Annotated[World, Depends(_world)]
"""Clock and forecasts, as the application was started with them."""


_LANGUAGE = re.compile(r"\s*([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9-]*)?\s*(?:;(.*))?", re.DOTALL)
_QUALITY = re.compile(r"\s*[qQ]\s*=\s*([0-9.]{1,5})\s*")
_MOST_LANGUAGES = 32


async def _language(request: Request) -> Language:
    """Choose what of Accept-Language is spoken here; English where nothing is."""
    best: Language = "en"
    weight = 0.0
    asked = ",".join(request.headers.getlist("accept-language"))
    for part in asked.split(",")[:_MOST_LANGUAGES]:
        match = _LANGUAGE.fullmatch(part)
        if match is None:
            continue
        name, quality = match[1].lower(), _quality(match[2] or "")
        if quality > weight and name in {"en", "de"}:
            best, weight = "de" if name == "de" else "en", quality
    return best


def _quality(parameters: str) -> float:
    """Weight among the parameters of a language; one where there is none."""
    for parameter in parameters.split(";"):
        if parameter.strip().lower().startswith("q"):
            match = _QUALITY.fullmatch(parameter)
            try:
                return min(float(match[1]), 1.0) if match else 0.0
            except ValueError:
                return 0.0
    return 1.0


LanguageAsked = Annotated[Language, Depends(_language)]
"""Of advice and disclaimer, by ``Accept-Language``."""


async def refuse_repeated_parameters(request: Request) -> None:
    """
    Refuse a query that says something twice: nobody knows which was meant.

    Raises
    ------
    InvalidInput
    """
    counts = Counter(name for name, _ in request.query_params.multi_items())
    repeated = sorted(name for name, count in counts.items() if count > 1)[:20]
    if repeated:
        raise InvalidInput(
            *(FieldError(pointer_to(name), "repeated", "give it once") for name in repeated)
        )
