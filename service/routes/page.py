"""The web form: asked and answered on one page, with or without JavaScript."""

import asyncio

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from service.day import day_curve
from service.dependencies import WorldOfApp
from service.estimation import estimate
from service.questions import begun
from service.web.form import Form, FormErrors, question_of, read_form
from service.web.templates import STATIC, render
from service.web.view import AnswerView, answer_view, choices

_STEP_MINUTES = 10

router = APIRouter(include_in_schema=False)


@router.get("/")
async def show_form(request: Request) -> Response:
    """Show the empty form."""
    return _page(request, Form())


@router.post("/")
async def answer_form(request: Request, world: WorldOfApp) -> Response:
    """Answer the form below itself; what cannot be used is said beside its field."""
    form = Form()
    try:
        form = read_form(await request.body())
        question = begun(question_of(form), world.now())
    except FormErrors as error:
        return _page(request, form, errors=error.messages, status=422)
    answer, day = await asyncio.gather(
        estimate(question, world, explain=True), day_curve(question, None, _STEP_MINUTES, world)
    )
    return _page(request, form, answer=answer_view(answer, day, form.city))


def mount_assets(app: FastAPI) -> None:
    """Serve style and script of the page."""
    app.mount("/assets", StaticFiles(directory=STATIC), name="assets")


def _page(
    request: Request,
    form: Form,
    *,
    answer: AnswerView | None = None,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    return render(
        request,
        "form.html",
        status,
        form=form,
        choices=choices(),
        answer=answer,
        errors=errors or {},
    )
