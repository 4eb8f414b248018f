"""Write what the service answers now into ``openapi/examples``: ``make examples``."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import httpx

from service.app import create_app
from service.settings import Settings

EXAMPLES = Path(__file__).parents[2] / "openapi" / "examples"
NOW = datetime(2026, 6, 12, 10, tzinfo=UTC)


async def answered(request: dict) -> dict:
    """Answer a request without a provider, at a fixed time."""
    app = create_app(Settings(uv_providers=(), geocoding=False), now=lambda: NOW)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://example") as client:
            response = await client.request(
                request["method"],
                request["path"],
                params=request.get("query"),
                json=request.get("body"),
                headers={"x-request-id": "example"},
            )
    return {"request": request, "status": response.status_code, "response": response.json()}


async def renew() -> None:
    """Write every example anew."""
    for path in sorted(EXAMPLES.glob("*.json")):
        example = await answered(json.loads(path.read_text())["request"])
        path.write_text(json.dumps(example, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    asyncio.run(renew())
