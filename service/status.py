"""Am I getting enough: the level across days, seasons and sources, and where it is going."""

from collections.abc import Sequence
from datetime import date, timedelta

from service.cautions import withheld_for
from service.computing import computed
from service.errors import FieldError, InvalidInput
from service.habits import MEAN_CLOUD
from service.levels import LabValue
from service.phrases import phrase
from service.places import Place, place_of
from service.prospects import Levels, Point, Prospect, Status, answered, withheld
from service.supplies import (
    SPIN_UP,
    Change,
    StatusQuestion,
    days_computed,
    supplies_of,
    usable,
)
from service.winters import winter_end
from service.world import World

__all__ = [
    "Levels", "Point", "Prospect", "Status", "StatusQuestion", "assumptions", "check_span",
    "span_of", "status_of",
]  # fmt: skip

MOST_BACK = timedelta(days=1100)
MOST_AHEAD = timedelta(days=731)


_NO_HABIT = phrase("No habit is told: no sun is credited.")


async def status_of(question: StatusQuestion, world: World) -> Status:
    """
    Answer whether somebody gets enough, from habits that are told.

    Parameters
    ----------
    question : StatusQuestion
        Checked: its first day is not after today, its last not before.
    world : World

    Returns
    -------
    Status
    """
    place = place_of(question.spot)
    today = world.now().astimezone(place.zone).date()
    # Thousands of suns are more than the event loop should wait for.
    return await computed(_status, question, place, today)


def check_span(
    first: date | None,
    last: date | None,
    today: date,
    labs: Sequence[LabValue],
    changes: Sequence[Change],
) -> None:
    """
    Refuse dates that cannot be answered.

    Raises
    ------
    InvalidInput
    """
    errors = []
    if first is not None and not today - MOST_BACK <= first <= today:
        errors.append(
            FieldError("#/from", "out_of_range", f"today or up to {MOST_BACK.days} days before")
        )
    if last is not None and not today <= last <= today + MOST_AHEAD:
        errors.append(
            FieldError("#/until", "out_of_range", f"today or up to {MOST_AHEAD.days} days after")
        )
    errors += [
        FieldError(f"#/labs/{i}/date", "in_future", "blood is not drawn after today")
        for i, each in enumerate(labs)
        if each.date > today
    ]
    errors += [
        FieldError(
            f"#/changes/{i}/from", "out_of_range", "a change lies within the days that are computed"
        )
        for i, each in enumerate(changes)
        if not today - MOST_BACK <= each.start <= today + MOST_AHEAD
    ]
    if errors:
        raise InvalidInput(*errors)


def span_of(
    first: date | None, last: date | None, place: Place | None, today: date
) -> tuple[date, date]:
    """Days asked about: a year back, and on to the end of winter, where nothing else is said."""
    begin = today - timedelta(days=365) if first is None else first
    if last is not None:
        return begin, last
    return begin, today if place is None else winter_end(place, today).date


def _status(question: StatusQuestion, place: Place, today: date) -> Status:
    check_span(question.first, question.last, today, question.labs, question.changes)
    first, last = span_of(question.first, question.last, place, today)
    if withheld_for(question.person).vitamin_d:
        return withheld(place, today, (first, last), question.person, question.labs, "caution")
    used = usable(question.labs, first)
    dates = days_computed(first, last, used, place, today)
    return answered(
        place, today, (first, last), question.person, question.labs,
        supplies_of(question, place, dates, today), question.step_days,
        assumptions=assumptions() if question.habit else (*assumptions(), _NO_HABIT),
        defaults=defaults(question),
        habit=question.habit,
    )  # fmt: skip


def assumptions() -> tuple[str, ...]:
    """State the assumptions behind levels from habits, one sentence each."""
    return (
        phrase(
            "Clouds leave {share:.0%} of the ultraviolet of a clear sky, as a mean of many days; "
            "ozone and aerosol are those of climatology.",
            share=MEAN_CLOUD,
        ),
        phrase("Each outing is credited until one minimal erythema dose."),
        phrase(
            "Before the first day habits are taken to have been the same for {days} days, and the "
            "level before them that of people nobody has measured.",
            days=SPIN_UP.days,
        ),
        phrase("What a food was never measured for counts nothing."),
    )


def defaults(question: StatusQuestion) -> tuple[str, ...]:
    """Name the request fields that were left open and filled in."""
    person, habit = question.person, question.habit
    dressed = habit is not None and (
        habit.clothing is not None or habit.by_season or habit.skin_fraction is not None
    )
    open_fields = {
        "location.elevation_m": question.spot.elevation_m is None,
        "skin.age_years": person.age_years is None,
        "skin.height_cm": person.height_cm is None,
        "skin.weight_kg": person.weight_kg is None,
        "habit.start": habit is not None and habit.start is None,
        "habit.clothing": habit is not None and not dressed,
        "habit.posture": habit is not None and habit.posture is None,
    }
    return tuple(name for name, is_open in open_fields.items() if is_open)
