"""
What the framework alone costs: validates the body of an estimate and returns a constant.

Run as ``python -m tests.load.constant PORT FILE``, where the file holds an answer of the service.
"""

import json
import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from service.schemas.requests import EstimateIn


def application(answer):
    app = FastAPI()

    @app.post("/v1/estimates")
    async def constant(body: EstimateIn):
        return answer

    return app


def main():
    port, path = sys.argv[1:]
    uvicorn.run(
        application(json.loads(Path(path).read_text())), host="127.0.0.1", port=int(port),
        log_config=None, access_log=False, ws="none",
    )  # fmt: skip


if __name__ == "__main__":
    main()
