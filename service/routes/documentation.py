"""The interactive API documentation, served from this host alone."""

from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from service.web.templates import render

_ASSETS = "/assets/swagger-ui"

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def show_documentation(request: Request) -> Response:
    """Show every operation, ready to be tried."""
    return render(
        request,
        "documentation.html",
        assets=_ASSETS,
        openapi_url=request.app.openapi_url,
    )


def mount_assets(app: FastAPI) -> None:
    """Serve Swagger UI from the package that carries it, so that no CDN is asked."""
    folder = Path(str(files("fastapi_offline"))) / "static"
    app.mount(_ASSETS, StaticFiles(directory=folder), name="swagger-ui")
