"""What routes are given, and what is refused before they are asked."""

from collections import Counter
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from service.errors import FieldError, InvalidInput, pointer_to
from service.world import World


async def _world(request: Request) -> World:
    world: World = request.app.state.world
    return world


WorldOfApp = Annotated[World, Depends(_world)]
"""Clock and forecasts, as the application was started with them."""


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
