"""The one page of the form: what was asked, what is wrong with it, and the answer above it."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from service.web.choices import choices
from service.web.form import Form
from service.web.templates import render, tongue_of_request

_ORDER = {name: place for place, name in enumerate(Form.__slots__)}
_PART_HEADER, _SECTION = "x-part", "section"
_SECTIONS = ("answer", "week", "year", "level", "plan", "withheld", "assessment")


def _in_order(error: tuple[str, str]) -> int:
    """Place of a field on the page."""
    return _ORDER.get(error[0], len(_ORDER))


def page(request: Request, form: Form, *, status: int = 200, **shown: Any) -> Response:  # noqa: ANN401
    """
    Show the form with whatever there is above it; that alone where a script asks for it.

    Parameters
    ----------
    request : Request
    form : Form
        As it was filled in.
    status : int
    **shown
        Sections by name, ``errors`` by field, ``candidates`` for the place.

    Returns
    -------
    Response
    """
    tongue = tongue_of_request(request)
    nothing: dict[str, Any] = dict.fromkeys(_SECTIONS) | {"errors": {}, "candidates": ()}
    nothing["attribution"] = getattr(request.state, "attribution", ())
    values = nothing | shown
    values["errors"] = {
        field: tongue.say(text) for field, text in sorted(values["errors"].items(), key=_in_order)
    }
    values["withheld"] = values["withheld"] and tongue(values["withheld"])
    if request.headers.get(_PART_HEADER) == _SECTION:
        response = render(request, "result.html", status, form=form, **values)
    else:
        response = render(
            request, "page.html", status, form=form, choices=choices(tongue),
            asked=request.method == "POST", **values,
        )  # fmt: skip
    response.headers["vary"] = f"{response.headers['vary']}, {_PART_HEADER}"
    return response
