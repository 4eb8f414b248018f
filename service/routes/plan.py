"""A plan of sun, food and supplements for the weeks of a year."""

from fastapi import APIRouter, Depends

from service.dependencies import LanguageAsked, WorldOfApp, refuse_repeated_parameters
from service.planning import plan_of
from service.routes.responses import problems
from service.schemas.plan import PlanIn, PlanOut
from service.schemas.plan_translation import plan_out, plan_question

router = APIRouter(
    prefix="/v1", tags=["status"], dependencies=[Depends(refuse_repeated_parameters)]
)


@router.post("/plan", responses=problems(413, 415, 422))
async def create_plan(asked: PlanIn, world: WorldOfApp, language: LanguageAsked) -> PlanOut:
    """
    Plan 52 weeks: what habits give, what is missing, and sun, food and a dose that close the gap.

    All sources together stay below the upper intake of the age. Nothing of the body is kept.
    """
    question = plan_question(asked)
    return plan_out(await plan_of(question, world), question, language)
