"""Many estimates at once: each sky once, the numbers of all who are below it together."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from service.answers import Estimate
from service.case import Case, case_of, reckon
from service.errors import InvalidInput
from service.estimation import answer_to, sky_for
from service.questions import Question, SkyQuestion
from service.sky import Sky
from service.world import World

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")

AT_ONCE = 16
"""Skies in work at a time: providers are waited for together, the event loop is shared."""
_SLICE = 16
"""Persons after whom others get their turn: some milliseconds."""


class _Above(NamedTuple):
    """All that a sky depends on: who asks the same of it, is below the same one."""

    sky: SkyQuestion
    end: datetime | None
    since: datetime | None


async def estimates_of(
    asked: Sequence[tuple[Question, bool]], world: World
) -> AsyncIterator[Estimate | InvalidInput]:
    """
    Answer many questions, each as :func:`service.estimation.estimate` would.

    Parameters
    ----------
    asked : sequence of tuple of Question and bool
        Whether to explain the width of its intervals stands beside each.
    world : World

    Yields
    ------
    Estimate or InvalidInput
        In the order of ``asked``; what cannot be answered spoils no other.
    """
    skies = await _skies([question for question, _ in asked], world)
    cases = [await _turn(i, _case, question, skies) for i, (question, _) in enumerate(asked)]
    reckon([case for case in cases if isinstance(case, Case)])
    for i, (found, (_, explain)) in enumerate(zip(cases, asked, strict=True)):
        if isinstance(found, InvalidInput):
            yield found
        else:
            yield await (await _turn(i, answer_to, found, explain))


async def _turn(index: int, work: Callable[..., Answered], *arguments: object) -> Answered:
    """Do one of many things, and let others have their turn now and then."""
    if index % _SLICE == 0:
        await asyncio.sleep(0)
    return work(*arguments)


def _above(question: Question) -> _Above:
    earliest = min((each.start for each in question.earlier_stays), default=None)
    return _Above(question.sky, question.end, earliest)


def _case(question: Question, skies: dict[_Above, Sky | InvalidInput]) -> Case | InvalidInput:
    sky = skies[_above(question)]
    return sky if isinstance(sky, InvalidInput) else case_of(question, sky)


async def _skies(questions: Sequence[Question], world: World) -> dict[_Above, Sky | InvalidInput]:
    """Sky of each question; of those that ask the same of it once."""
    different = {_above(question): question for question in questions}

    async def sky(question: Question) -> Sky | InvalidInput:
        try:
            return await sky_for(question, world)
        except InvalidInput as error:
            return error

    found = await each_of(list(different.values()), sky)
    return dict(zip(different, found, strict=True))


async def each_of(
    asked: Sequence[Asked], work: Callable[[Asked], Awaitable[Answered]]
) -> list[Answered]:
    """
    Work on each of many things, a few at a time.

    Parameters
    ----------
    asked : sequence
    work : callable
        Must not raise.

    Returns
    -------
    list
        In the order of ``asked``.
    """
    free, turn = asyncio.Semaphore(AT_ONCE), asyncio.Lock()

    async def one(each: Asked) -> Answered:
        async with free:
            # Between two others get their turn, also where nothing is waited for: one after the
            # other, or all that are in work would wake in the same turn of the loop.
            async with turn:
                await asyncio.sleep(0)
            return await work(each)

    return await asyncio.gather(*map(one, asked))
