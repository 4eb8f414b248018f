"""What a client tells of somebody's habits, food and blood."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from models.body import ClothingName
from models.posture import Posture
from service.diet import Diet, Eaten
from service.errors import FieldError
from service.habits import Habit
from service.levels import REPORTED_LEVELS, LabUnit, LabValue
from service.profiles import SEASONS, Season
from service.questions import Sunscreen
from service.schemas.fields import SkinFraction
from service.schemas.requests import SunscreenIn
from service.schemas.user_queries import IsoDate
from service.schemas.users import ClothingBySeason
from service.schemas.values import whole_number

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_Clock = Annotated[str, Field(pattern=f"^{_CLOCK.pattern}$")]
_MOST_FOODS = 100
MOST_LABS = 100
_MOST_UG_PER_DAY = 1250.0
"""Of all supplements, and of all foods: 50 000 IU, the largest usual capsule. (judgement)"""


class Strict(BaseModel):
    """Body part: no unknown fields, no strings for numbers, no NaN."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


def _clock(value: Any) -> Any:  # noqa: ANN401
    if value is None or isinstance(value, dt.time):
        return value
    if isinstance(value, str) and _CLOCK.fullmatch(value):
        return dt.time.fromisoformat(value)
    raise PydanticCustomError("clock_format", "not a time of day such as 12:30")


Day = Annotated[IsoDate, Field(strict=False)]
"""A date in a body."""
SupplementUg = Annotated[
    float,
    Field(ge=0, le=_MOST_UG_PER_DAY, description="Vitamin D of all supplements together. [µg d⁻¹]"),
]
_Step = Annotated[int, Field(ge=1, le=31)]
StepDays = Annotated[
    int,
    Field(ge=1, le=31, description="Between two points of the course. [d]"),
    BeforeValidator(whole_number, json_schema_input_type=_Step),
]


class HabitIn(Strict):
    """How often, how long, when and how dressed somebody goes outdoors."""

    outings_per_week: Annotated[float, Field(ge=0, le=7, description="As a mean of many weeks.")]
    minutes: Annotated[float, Field(ge=0, le=720, description="Of one outing. [min]")]
    start: Annotated[
        dt.time | None,
        Field(description="Clock of the place, HH:MM; centred on solar noon if absent."),
        BeforeValidator(_clock, json_schema_input_type=_Clock | None),
    ] = None
    clothing: ClothingName | None = None
    clothing_by_season: Annotated[
        ClothingBySeason | None,
        Field(description="Instead of `clothing` in the seasons that it names."),
    ] = None
    skin_fraction: SkinFraction = None
    posture: Posture | None = None
    sunscreen: SunscreenIn | None = None

    def habit(self) -> Habit:
        """Translate into the terms of the use case."""
        return Habit(
            outings_per_week=self.outings_per_week,
            minutes=self.minutes,
            start=self.start,
            clothing=self.clothing,
            by_season=self._by_season,
            skin_fraction=self.skin_fraction,
            posture=self.posture,
            sunscreen=None if self.sunscreen is None else Sunscreen(**dict(self.sunscreen)),
        )

    @property
    def _by_season(self) -> tuple[tuple[Season, ClothingName], ...]:
        if self.clothing_by_season is None:
            return ()
        return tuple(
            (season, worn)
            for season in SEASONS
            if (worn := getattr(self.clothing_by_season, season)) is not None
        )


class DietItemIn(Strict):
    """A food with one of its amounts, or the vitamin D of a supplement."""

    food: Annotated[
        str | None, Field(min_length=1, max_length=80, description="Id of `GET /v1/foods`.")
    ] = None
    grams_per_week: Annotated[float | None, Field(ge=0, le=20_000)] = None
    portions_per_week: Annotated[float | None, Field(ge=0, le=100)] = None
    supplement_ug_per_day: SupplementUg | None = None


class LabIn(Strict):
    """A 25(OH)D value of a laboratory."""

    date: Day
    value: Annotated[float, Field(gt=0, le=1500)]
    unit: LabUnit

    def lab(self) -> LabValue:
        """Translate into the terms of the use case."""
        return LabValue(self.date, self.value, self.unit)


Labs = Annotated[tuple[LabIn, ...], Field(strict=False, max_length=MOST_LABS)]
DietItems = Annotated[tuple[DietItemIn, ...], Field(strict=False, max_length=_MOST_FOODS)]


def diet_of(items: Sequence[DietItemIn]) -> Diet:
    """Translate a checked list."""
    return Diet(
        eaten=tuple(
            Eaten(each.food, each.grams_per_week, each.portions_per_week)
            for each in items
            if each.food is not None
        ),
        supplement_ug_per_day=sum(each.supplement_ug_per_day or 0.0 for each in items),
    )


def habit_conflicts(habit: HabitIn | None, pointer: str) -> Iterator[FieldError]:
    """Contradictions within a habit, each named where the client wrote it."""
    if habit is None or habit.skin_fraction is None:
        return
    for name in ("clothing", "clothing_by_season"):
        if getattr(habit, name) is not None:
            yield FieldError(
                f"{pointer}/{name}", "conflict", f"give skin_fraction or {name}, not both"
            )


def diet_conflicts(items: Sequence[DietItemIn], pointer: str) -> Iterator[FieldError]:
    """Contradictions within a list of foods, foods that are not in the table, and vast sums."""
    for i, each in enumerate(items):
        at = f"{pointer}/{i}"
        amounts = [
            name
            for name in ("grams_per_week", "portions_per_week")
            if getattr(each, name) is not None
        ]
        if (each.food is None) == (each.supplement_ug_per_day is None):
            yield FieldError(at, "conflict", "give either food or supplement_ug_per_day")
        elif each.food is None and amounts:
            yield FieldError(f"{at}/{amounts[0]}", "conflict", "an amount of food needs its food")
        elif each.food is not None and not amounts:
            yield FieldError(f"{at}/grams_per_week", "missing", "or portions_per_week")
        elif each.food is not None and len(amounts) > 1:
            yield FieldError(
                f"{at}/portions_per_week", "conflict",
                "give grams_per_week or portions_per_week, not both",
            )  # fmt: skip
        elif each.food is not None and not Eaten(each.food).is_known:
            yield FieldError(
                f"{at}/food", "unknown_food", "not in the table of foods: see GET /v1/foods"
            )

    yield from _vast_sums(items, pointer)


def _vast_sums(items: Sequence[DietItemIn], pointer: str) -> Iterator[FieldError]:
    diet = diet_of(items)
    sums = {
        "all supplements": diet.supplement_ug_per_day,
        "the vitamin D of all foods": diet.food_ug_per_day,
    }
    for name, sum_ug in sums.items():
        # More would be told by mistake: sums of rounded numbers may lie a little above.
        if sum_ug > _MOST_UG_PER_DAY * (1.0 + 1e-9):
            yield FieldError(
                pointer, "out_of_range",
                f"{name} together: at most {_MOST_UG_PER_DAY:g} µg a day",
            )  # fmt: skip


def told_supplement(
    items: Sequence[DietItemIn] | None, supplement_ug_per_day: float | None
) -> float | None:
    """Supplement of a change, beside or within its diet; ``None`` where it stays. [µg d⁻¹]"""
    within = [x for each in items or () if (x := each.supplement_ug_per_day) is not None]
    return sum(within) if within else supplement_ug_per_day


def supplement_conflicts(
    items: Sequence[DietItemIn] | None, supplement_ug_per_day: float | None, pointer: str
) -> Iterator[FieldError]:
    """Supplements of a change that are told twice: beside its diet and within."""
    if supplement_ug_per_day is not None and told_supplement(items, None) is not None:
        yield FieldError(
            f"{pointer}/supplement_ug_per_day", "conflict",
            "give supplements here or within diet, not both",
        )  # fmt: skip


def lab_conflicts(labs: Sequence[LabIn]) -> Iterator[FieldError]:
    """Values that no laboratory reports."""
    low, high = REPORTED_LEVELS
    for i, each in enumerate(labs):
        if not low <= each.lab().nmol_l <= high:
            yield FieldError(
                f"#/labs/{i}/value", "out_of_range", f"a level lies between {low:g} and {high:g} "
                "nmol/L; look at the unit",
            )  # fmt: skip
