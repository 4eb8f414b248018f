"""Numbers that are worked out for many at once are those of each by itself."""

import math
from dataclasses import astuple, replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from models.body import CLOTHING
from service.case import case_of, reckon
from service.estimation import sky_for
from service.figures import figures_of
from service.questions import (
    EarlierStay,
    Environment,
    Exposure,
    Person,
    Question,
    SkyQuestion,
    Spot,
    Sunscreen,
)
from service.world import world_alone

pytestmark = pytest.mark.anyio
ROUNDING = 1e-12
"""The same steps in the same order; elementary functions may differ in their last bit."""


def people(random, count):
    clothes = list(CLOTHING)
    return [
        (
            Person(
                int(random.integers(1, 7)),
                med_j_m2=float(random.uniform(80, 900)) if random.random() < 0.3 else None,
                age_years=float(random.uniform(2, 90)) if random.random() < 0.7 else None,
            ),
            Exposure(
                clothing=clothes[int(random.integers(len(clothes)))],
                posture="lying" if random.random() < 0.3 else None,
                shade_fraction=0.5 if random.random() < 0.2 else 0.0,
                sunscreen=Sunscreen(20.0) if random.random() < 0.2 else None,
            ),
            float(random.choice([300.0, 1000.0, 20_000.0])),
        )
        for _ in range(count)
    ]


@pytest.fixture
def world(now):
    return world_alone(lambda: now)


@pytest.mark.parametrize(
    ("latitude", "hours"), [(52.52, 1.0), (52.52, 9.5), (-35.0, 2.0), (69.65, 3.0), (78.2, 12.0)]
)
async def test_together_as_alone(latitude, hours, now, world):
    start = now.replace(hour=0) + hours * (now.replace(hour=1) - now.replace(hour=0))
    asked = SkyQuestion(Spot(latitude, 13.41), start, Environment(), "clear_sky")
    questions = [
        Question(asked, person, exposed, target_iu=target)
        for person, exposed, target in people(np.random.default_rng(7), 120)
    ]
    sky = await sky_for(questions[0], world)
    together, alone = ([case_of(question, sky) for question in questions] for _ in range(2))
    reckon(together)
    # Without this both sides might have gone the way of a single one.
    known = [case for case in together if "figures" in case.__dict__]
    assert len(known) > len(together) // 2
    assert latitude > 60.0 or any("another_hour" in case.__dict__ for case in known)
    for ours, theirs in zip(together, alone, strict=True):
        assert_allclose(astuple(ours.figures), astuple(figures_of(theirs.asker)), rtol=ROUNDING)
        late = not theirs.figures.target_central <= theirs.figures.limit
        if late and math.isfinite(theirs.needed):
            assert (ours.another_hour is None) == (theirs.another_hour is None)
            if theirs.another_hour is not None:
                assert_allclose(
                    astuple(ours.another_hour), astuple(theirs.another_hour), rtol=ROUNDING
                )
    times = [case.figures.target_central for case in together]
    assert len(set(times)) > 5 or not np.isfinite(times).any()


async def test_some_of_many_have_been_out_before(now, world):
    """What earlier stays brought is one person's, and so are the numbers."""
    asked = SkyQuestion(Spot(40.0, 13.41), now, Environment(), "clear_sky")
    before = (EarlierStay(now.replace(hour=7), now.replace(hour=8)),)
    plain = [Question(asked, Person(kind)) for kind in range(1, 7)]
    burdened = [replace(question, earlier_stays=before) for question in plain]
    skies = {False: await sky_for(plain[0], world), True: await sky_for(burdened[0], world)}
    cases = [case_of(each, skies[bool(each.earlier_stays)]) for each in (*plain, *burdened)]
    reckon(cases)
    assert ["figures" in case.__dict__ for case in cases] == [True] * 6 + [False] * 6
    for case in cases:
        alone = figures_of(case_of(case.question, case.sky).asker)
        assert_allclose(astuple(case.figures), astuple(alone), rtol=ROUNDING)
    for fresh, tired in zip(cases[:6], cases[6:], strict=True):
        assert tired.figures.burn_low < fresh.figures.burn_low
