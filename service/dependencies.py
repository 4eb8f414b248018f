"""What routes are given: the world of the application they belong to."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from service.world import World


async def _world(request: Request) -> World:
    world: World = request.app.state.world
    return world


WorldOfApp = Annotated[World, Depends(_world)]
"""Clock and forecasts, as the application was started with them."""
