"""Jinja2 templates of the pages."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from service.tongues import Tongue, all_tongues, tongue_for
from service.web.script_words import script_words

STATIC = Path(__file__).parent / "static"
LANGUAGE_COOKIE = "language"
_A_YEAR_S = 365 * 24 * 3600
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "pages"),
    autoescape=select_autoescape(default=True, default_for_string=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def tongue_of_request(request: Request) -> Tongue:
    """
    Choose what a page is told in: what was chosen on it, now or before, else what the browser asks.

    Parameters
    ----------
    request : Request

    Returns
    -------
    Tongue
    """
    chosen = request.query_params.get("lang", "") or request.cookies.get(LANGUAGE_COOKIE, "")
    return tongue_for(",".join(request.headers.getlist("accept-language")), chosen)


def _query_but_language(request: Request) -> str:
    """Keep what a link says beside the language, ready for more to follow."""
    kept = [pair for pair in request.query_params.multi_items() if pair[0] != "lang"]
    return f"{urlencode(kept)}&" if kept else ""


def render(request: Request, name: str, status: int = 200, **values: Any) -> HTMLResponse:  # noqa: ANN401
    """
    Fill a template.

    Parameters
    ----------
    request : Request
        Its root path goes before every address of this host.
    name : str
        File below ``pages``.
    status : int
    **values
        What the template names; an unknown name is an error. ``_`` and ``several`` tell texts.

    Returns
    -------
    HTMLResponse
        Never stored by caches, because it may tell of a person.
    """
    root = request.scope.get("root_path", "")
    path = request.scope["path"]
    if path.startswith(f"{root}/"):
        path = path.removeprefix(root)
    tongue = tongue_of_request(request)
    page = _TEMPLATES.get_template(name).render(
        root=root,
        path=path,
        kept_query=_query_but_language(request),
        tongue=tongue,
        tongues=all_tongues(),
        _=tongue,
        several=tongue.several,
        script_words=script_words(tongue),
        **values,
    )
    response = HTMLResponse(
        page,
        status,
        headers={
            "cache-control": "no-store",
            "content-language": tongue.tag,
            "vary": "accept-language, cookie",
        },
    )
    if request.query_params.get("lang") == tongue.language:
        response.set_cookie(
            LANGUAGE_COOKIE,
            tongue.language,
            max_age=_A_YEAR_S,
            path=f"{root}/",
            secure=request.scope["scheme"] == "https",
            httponly=True,
            samesite="lax",
        )
    return response
