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
_SKIES_AT_ONCE = 64
"""Skies that are kept until all below them are answered: of half a megabyte each."""
_PERSONS_AT_ONCE = 64
"""Persons who are reckoned with together: those with sunscreen keep curves of their own."""
_SLICE = 16
"""Persons after whom others get their turn: some milliseconds."""


class _Above(NamedTuple):
    """All that a sky depends on: who asks the same of it, is below the same one."""

    sky: SkyQuestion
    end: datetime | None
    since: datetime | None


async def estimates_of(
    asked: Sequence[tuple[Question, bool]], world: World
) -> AsyncIterator[tuple[int, Estimate | InvalidInput]]:
    """
    Answer many questions, each as :func:`service.estimation.estimate` would.

    Parameters
    ----------
    asked : sequence of tuple of Question and bool
        Whether to explain the width of its intervals stands beside each.
    world : World

    Yields
    ------
    tuple of int and Estimate or InvalidInput
        Number of the question and its answer, those below one sky one after the other; what cannot
        be answered spoils no other.
    """
    below: dict[_Above, list[int]] = {}
    for index, (question, _) in enumerate(asked):
        below.setdefault(_above(question), []).append(index)
    different = list(below.values())
    for first in range(0, len(different), _SKIES_AT_ONCE):
        some = different[first : first + _SKIES_AT_ONCE]
        skies = await each_of([asked[members[0]][0] for members in some], _sky_in(world))
        below_them = [
            (index, *asked[index], sky)
            for members, sky in zip(some, skies, strict=True)
            for index in members
        ]
        for begin in range(0, len(below_them), _PERSONS_AT_ONCE):
            async for found in _answers(below_them[begin : begin + _PERSONS_AT_ONCE]):
                yield found


async def _answers(
    asked: Sequence[tuple[int, Question, bool, Sky | InvalidInput]],
) -> AsyncIterator[tuple[int, Estimate | InvalidInput]]:
    """Answer some questions, each below its sky."""
    cases: list[tuple[int, bool, Case]] = []
    for index, question, explain, sky in asked:
        if isinstance(sky, InvalidInput):
            yield index, sky
        else:
            cases.append((index, explain, await _turn(index, case_of, question, sky)))
    reckon([case for _, _, case in cases])
    for index, explain, case in cases:
        yield index, await (await _turn(index, answer_to, case, explain))


async def _turn(index: int, work: Callable[..., Answered], *arguments: object) -> Answered:
    """Do one of many things, and let others have their turn now and then."""
    if index % _SLICE == 0:
        await asyncio.sleep(0)
    return work(*arguments)


def _above(question: Question) -> _Above:
    earliest = min((each.start for each in question.earlier_stays), default=None)
    return _Above(question.sky, question.end, earliest)


def _sky_in(world: World) -> Callable[[Question], Awaitable[Sky | InvalidInput]]:
    async def sky(question: Question) -> Sky | InvalidInput:
        try:
            return await sky_for(question, world)
        except InvalidInput as error:
            return error

    return sky


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
