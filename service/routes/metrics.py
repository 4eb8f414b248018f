"""Counts of this process, for Prometheus."""

import hmac

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.dependencies import RecordsOfApp, WorldOfApp
from service.errors import NotIdentified
from service.metrics import MEDIA_TYPE, Metrics

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
async def show_metrics(request: Request, world: WorldOfApp, records: RecordsOfApp) -> Response:
    """
    Tell what this process counted, to whoever shows the token where one is set.

    Raises
    ------
    NotIdentified
    """
    _refuse_strangers(request)
    metrics: Metrics = request.app.state.metrics
    text = await metrics.text(world, records)
    return Response(text, media_type=MEDIA_TYPE, headers={"cache-control": "no-store"})


def _refuse_strangers(request: Request) -> None:
    token: str = request.app.state.metrics_token
    scheme, _, shown = request.headers.get("authorization", "").partition(" ")
    if token and not (
        scheme.lower() == "bearer" and hmac.compare_digest(shown.strip().encode(), token.encode())
    ):
        raise NotIdentified("send the token of the metrics as Authorization: Bearer ...")
