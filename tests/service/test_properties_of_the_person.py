"""
What must hold for every person: twenty thousand examples over the whole input space.

Skies are drawn once, from pole to pole and through the year; people are drawn freely below them.
The answers are those of the use case, without its search for the next chance.
"""

import asyncio
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.body import BODY_PARTS, CLOTHING
from models.calibrations import CALIBRATIONS
from models.constants import ADULT_SKIN_AREA
from models.melanin import MELANIN_LAWS
from models.skin import SKIN_TYPES
from models.vitamin_d import SATURATED_IU
from service.burning import burn_answer
from service.case import case_of
from service.places import civil_day_of, place_of
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
from service.sky import sky_over
from service.synthesis import added_between, made_between, vitamin_d_answer
from service.verdict import verdict_of
from service.world import world_alone

EXAMPLES = 1550
"""For each of the thirteen properties of this file: 20 150 altogether."""
SKIES = 90
NOW = datetime(2026, 6, 12, 10, tzinfo=UTC)
WORLD = world_alone(lambda: NOW)
# Times are inverted from curves with steps of a minute: equal doses may differ by rounding.
ROUNDING_MIN = 1e-6
ROUNDING_IU = 1e-6

many = settings(max_examples=EXAMPLES)


@lru_cache(maxsize=1)
def skies():
    """Questions and skies all over the world, day and night, clear and cloudy, over any ground."""
    random = np.random.default_rng(2026)
    surfaces = [None, "grass", "sand", "water", "fresh_snow"]
    found = []
    for i in range(SKIES):
        environment = Environment(
            surface=surfaces[i % len(surfaces)],
            ozone_du=[None, float(random.uniform(200, 450))][i % 2],
            aod_550=[None, float(random.uniform(0, 1))][i % 3 == 0],
            cloud_cover=[None, float(random.uniform(0, 1))][i % 4 == 0],
        )
        spot = Spot(
            math.degrees(math.asin(random.uniform(-1, 1))), random.uniform(-180, 180),
            float(random.uniform(0, 4000)),
        )  # fmt: skip
        start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=int(random.integers(525_600)))
        found.append(under(SkyQuestion(spot, start, environment, "clear_sky")))
    return found


def under(asked):
    """A question about a sky, and that sky."""
    place = place_of(asked.spot)
    day = civil_day_of(place, asked.start)
    sky = asyncio.run(sky_over(asked, place, day, asked.start, asked.start, WORLD))
    return asked, sky


class Answers:
    """What the use case says, but for the next chance."""

    def __init__(self, question, sky):
        self.case = case_of(question, sky)
        self.burn = burn_answer(self.case)
        self.limit_s = float(self.case.stay.limit_seconds(self.case.begin))
        self.made, _ = vitamin_d_answer(self.case)
        self.verdict = verdict_of(self.case, 5.0, self.made, self.burn, self.limit_s)


people = st.builds(
    Person,
    fitzpatrick=st.integers(1, 6),
    med_j_m2=st.none() | st.floats(50, 5000),
    age_years=st.none() | st.floats(1, 110),
)
sunscreens = st.builds(
    Sunscreen,
    spf=st.floats(1, 100),
    applied_mg_cm2=st.none() | st.floats(0, 2),
    minutes_since_applied=st.floats(0, 720),
    reapplied_every_minutes=st.none() | st.floats(15, 720),
    wear=st.sampled_from(["active", "resting"]),
)
exposures = st.builds(
    Exposure,
    skin_fraction=st.floats(0.0, 1.0),
    posture=st.sampled_from(["lying", "seated", "upright"]),
    behind_glass=st.sampled_from([False] * 9 + [True]),
    shade_fraction=st.floats(0, 1),
    sunscreen=st.none() | sunscreens,
)


# Made once: Hypothesis works out anew what it may know of every strategy it has not met.
numbers_of_skies = st.sampled_from(range(SKIES))
targets = st.floats(1, 20_000)
calibrations = st.sampled_from(sorted(CALIBRATIONS))
melanin_laws = st.sampled_from(sorted(MELANIN_LAWS))
spectra = st.sampled_from(["cie174", "young_2021_shifted"])


@st.composite
def questions(draw):
    """A question, and the sky it is asked under."""
    asked, sky = skies()[draw(numbers_of_skies)]
    question = Question(
        sky=asked,
        person=draw(people),
        exposure=draw(exposures),
        target_iu=draw(targets),
        calibration=draw(calibrations),
        melanin=draw(melanin_laws),
    )
    if CALIBRATIONS[question.calibration].uses_action_spectrum:
        question = replace(question, action_spectrum=draw(spectra))
    return question, sky


def never_sooner(later, sooner):
    for name in ("low", "central", "high"):
        assert getattr(later, name) >= getattr(sooner, name) - ROUNDING_MIN


def with_exposure(question, **changes):
    return replace(question, exposure=replace(question.exposure, **changes))


@many
@given(asked=questions(), one=st.integers(1, 6), other=st.integers(1, 6))
def test_a_darker_type_never_burns_sooner(asked, one, other):
    question, sky = asked
    light, dark = (
        Answers(replace(question, person=replace(question.person, fitzpatrick=kind, med_j_m2=None)),
                sky) for kind in sorted((one, other))
    )  # fmt: skip
    never_sooner(dark.burn.minutes, light.burn.minutes)
    assert dark.made.minutes.central >= light.made.minutes.central - ROUNDING_MIN
    assert dark.limit_s >= light.limit_s - 60 * ROUNDING_MIN


@many
@given(asked=questions(), one=st.floats(50, 5000), other=st.floats(50, 5000))
def test_a_larger_measured_dose_never_burns_sooner(asked, one, other):
    question, sky = asked
    light, dark = (
        Answers(replace(question, person=replace(question.person, med_j_m2=dose)), sky)
        for dose in sorted((one, other))
    )
    never_sooner(dark.burn.minutes, light.burn.minutes)
    assert dark.made.minutes.central >= light.made.minutes.central - ROUNDING_MIN


@many
@given(asked=questions(), screen=sunscreens, stronger=st.floats(1, 5))
def test_sunscreen_never_shortens_a_time_nor_changes_a_burn(asked, screen, stronger):
    question, sky = asked
    bare = Answers(with_exposure(question, sunscreen=None), sky)
    weak = Answers(with_exposure(question, sunscreen=screen), sky)
    more = replace(screen, spf=min(screen.spf * stronger, 100))
    strong = Answers(with_exposure(question, sunscreen=more), sky)
    never_sooner(strong.made.minutes, weak.made.minutes)
    never_sooner(weak.made.minutes, bare.made.minutes)
    assert strong.burn == weak.burn == bare.burn
    assert strong.limit_s == weak.limit_s == bare.limit_s


@many
@given(asked=questions(), one=st.floats(0, 1), other=st.floats(0, 1))
def test_shade_never_shortens_a_time_nor_changes_a_burn(asked, one, other):
    question, sky = asked
    less, more = (
        Answers(with_exposure(question, shade_fraction=share), sky)
        for share in sorted((one, other))
    )
    never_sooner(more.made.minutes, less.made.minutes)
    assert more.burn == less.burn
    assert more.limit_s == less.limit_s


@many
@given(asked=questions(), one=st.floats(0, 1), other=st.floats(0, 1))
def test_more_skin_never_lengthens_a_time_nor_changes_a_burn(asked, one, other):
    question, sky = asked
    dressed, bare = (
        Answers(with_exposure(question, skin_fraction=share), sky) for share in sorted((one, other))
    )
    never_sooner(dressed.made.minutes, bare.made.minutes)
    assert dressed.burn == bare.burn
    assert dressed.limit_s == bare.limit_s


@many
@given(
    asked=questions(), clothes=st.sampled_from(sorted(CLOTHING)),
    parts=st.lists(st.sampled_from(BODY_PARTS), min_size=1, unique=True),
    more=st.sampled_from(BODY_PARTS),
)  # fmt: skip
def test_another_bare_part_never_lengthens_a_time(asked, clothes, parts, more):
    question, sky = asked
    some = Answers(with_exposure(question, skin_fraction=None, body_parts=tuple(parts)), sky)
    others = Answers(with_exposure(question, skin_fraction=None, body_parts=(*parts, more)), sky)
    never_sooner(some.made.minutes, others.made.minutes)
    nude = Answers(with_exposure(question, skin_fraction=None, clothing="nude"), sky)
    dressed = Answers(with_exposure(question, skin_fraction=None, clothing=clothes), sky)
    never_sooner(dressed.made.minutes, nude.made.minutes)


@many
@given(asked=questions(), one=st.floats(18, 110), other=st.floats(18, 110))
def test_age_never_shortens_a_time(asked, one, other):
    question, sky = asked
    young, old = (
        Answers(replace(question, person=replace(question.person, age_years=age)), sky)
        for age in sorted((one, other))
    )
    never_sooner(old.made.minutes, young.made.minutes)
    assert old.burn == young.burn


@many
@given(
    asked=questions(), one=st.floats(1, 110), other=st.floats(1, 110),
    height=st.floats(70, 200), mass_index=st.floats(12, 40),
)  # fmt: skip
def test_age_never_shortens_a_time_of_a_body_of_known_size(asked, one, other, height, mass_index):
    # From childhood on: who is not measured grows, and makes more for that.
    question, sky = asked
    sized = replace(question.person, height_cm=height, weight_kg=mass_index * (height / 100.0) ** 2)
    young, old = (
        Answers(replace(question, person=replace(sized, age_years=age)), sky)
        for age in sorted((one, other))
    )
    never_sooner(old.made.minutes, young.made.minutes)
    assert old.burn == young.burn


@many
@given(asked=questions(), larger=st.floats(1, 20_000))
def test_intervals_are_in_order_and_larger_targets_take_longer(asked, larger):
    question, sky = asked
    found = Answers(question, sky)
    for interval in (found.made.minutes, found.burn.minutes, found.burn.med_j_m2,
                     found.made.best_possible_iu, found.made.iu_within_limit):  # fmt: skip
        assert interval.low <= interval.central <= interval.high
    more = Answers(replace(question, target_iu=question.target_iu + larger), sky)
    never_sooner(more.made.minutes, found.made.minutes)


@many
@given(asked=questions())
def test_the_limit_is_at_most_half_of_the_low_burn_time(asked):
    question, sky = asked
    found = Answers(question, sky)
    low = found.burn.minutes.low
    if math.isfinite(low):
        share = 0.25 if (question.person.age_years or 30) < 16 else 0.5
        assert found.limit_s / 60 <= share * low + ROUNDING_MIN
    if found.verdict.code == "target_before_burn":
        assert found.made.minutes.central <= found.limit_s / 60 + ROUNDING_MIN


@many
@given(asked=questions(), one=st.floats(0, 86_400), other=st.floats(0, 86_400))
def test_longer_stays_never_make_less_and_nothing_exceeds_the_skin(asked, one, other):
    question, sky = asked
    case = case_of(question, sky)
    short, long = (
        made_between(case.stay, case.begin, case.begin + length) for length in sorted((one, other))
    )
    for name in ("low", "central", "high"):
        assert getattr(long, name) >= getattr(short, name) - ROUNDING_IU
    subject = case.stay.subject
    most = SATURATED_IU * question.exposure.skin_fraction * subject.skin_area / ADULT_SKIN_AREA
    assert long.high <= most * subject.age_factor + ROUNDING_IU


@many
@given(asked=questions(), before=st.floats(1, 300), length=st.floats(1, 300))
def test_earlier_stays_never_lengthen_a_time(asked, before, length):
    question, sky = asked
    end = sky.start - timedelta(minutes=before)
    start = max(end - timedelta(minutes=length), sky.day.start)
    fresh = Answers(question, sky)
    if start >= end:
        return
    after = Answers(replace(question, earlier_stays=(EarlierStay(start, end),)), sky)
    stay, begin = after.case.stay, after.case.begin
    for interval in (added_between(stay, begin, begin + 3600.0),
                     made_between(stay, begin, begin + 3600.0),
                     stay.burn_shares_of_day(begin, begin + 3600.0)):  # fmt: skip
        assert 0.0 <= interval.low <= interval.central + ROUNDING_IU
        assert interval.central <= interval.high + ROUNDING_IU
    if after.burn.minutes.central == 0.0:
        assert after.verdict.code != "target_before_burn"
    never_sooner(fresh.burn.minutes, after.burn.minutes)
    assert after.limit_s <= fresh.limit_s + 60 * ROUNDING_MIN
    never_sooner(fresh.made.minutes, after.made.minutes)


@many
@given(asked=questions(), kind=st.sampled_from(SKIN_TYPES), angle=st.floats(-90, 90),
       darker=st.floats(0, 90))  # fmt: skip
def test_a_darker_colour_never_burns_sooner(asked, kind, angle, darker):
    question, sky = asked
    light, dark = (
        Answers(replace(question, person=Person(kind.number, ita_deg=max(ita, -90.0))), sky)
        for ita in (angle, angle - darker)
    )
    never_sooner(dark.burn.minutes, light.burn.minutes)
