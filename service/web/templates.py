"""Jinja2 templates of the pages."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse

STATIC = Path(__file__).parent / "static"
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "pages"),
    autoescape=select_autoescape(default=True, default_for_string=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


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
        What the template names; an unknown name is an error.

    Returns
    -------
    HTMLResponse
        Never stored by caches, because it may tell of a person.
    """
    root = request.scope.get("root_path", "")
    page = _TEMPLATES.get_template(name).render(root=root, **values)
    return HTMLResponse(page, status, headers={"cache-control": "no-store"})
