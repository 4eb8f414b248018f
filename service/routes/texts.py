"""Answers to GET that are no JSON: tables and calendars, with entity tags."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from service.caching import tagged

A_TABLE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}}
}
"""Beside JSON, by ``Accept``."""
_REFUSED = re.compile(r";\s*q=0(\.0*)?\s*(;|$)", re.IGNORECASE)


def wants_table(request: Request) -> bool:
    """Whether a table is named before JSON."""
    accept = request.headers.get("accept", "")
    wanted = (part for part in accept.split(",") if not _REFUSED.search(part))
    named = [part.partition(";")[0].strip().lower() for part in wanted]
    known = [kind for kind in named if kind in {"text/csv", "text/*", "application/json", "*/*"}]
    return bool(known) and known[0] in {"text/csv", "text/*"}


def table_of(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write rows as comma-separated values; ``None`` is an empty cell."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(header)
    writer.writerows(rows)
    return file.getvalue()


def text_response(
    request: Request,
    text: str,
    media_type: str,
    *,
    max_age_s: int,
    vary: str,
    said: str | None = None,
) -> Response:
    """
    Send a text, or 304 where the client has it already.

    Parameters
    ----------
    request : Request
    text : str
    media_type : str
        Without charset, which is UTF-8.
    max_age_s : int
        How long the client, and no cache on the way, may keep it. [s]
    vary : str
        Headers that the text goes by.
    said : str, optional
        What of the text its weak ETag goes by; all of it where there is nothing.

    Returns
    -------
    Response
    """
    headers = {"cache-control": f"private, max-age={max_age_s}", "vary": vary}
    return tagged(request, text, media_type, said=said or text, headers=headers)
