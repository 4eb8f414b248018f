"""Workouts of Apple Health: time outdoors, where they say so or it can be believed."""

import math
from dataclasses import dataclass, field

from service.imports.activities import activity_name, usually_outdoors
from service.imports.apple_records import Element
from service.imports.instants import number, seconds_of_apple
from service.imports.items import Item, Notice, build
from service.imports.track import Track

_PREFIX = "HKWorkoutActivityType"


@dataclass(slots=True)
class Workout(Element):
    """A workout, its files of positions, and positions inside it, as iOS 12 wrote them."""

    routes: list[str] = field(default_factory=list)
    inside: Track | None = None

    @property
    def activity(self) -> str:
        """What was done."""
        return activity_name(self.attributes.get("workoutActivityType", "").removeprefix(_PREFIX))

    @property
    def indoors(self) -> bool:
        """Whether it was under a roof for certain."""
        return self.metadata.get("HKIndoorWorkout") == "1"

    def track(self) -> Track:
        """Begin a track of the workout's."""
        return Track(self.source, self.activity, tz=self.tz)

    def take_position(self, attributes: dict[str, str]) -> None:
        """Take a position that stands inside the workout."""
        if self.inside is None:
            self.inside = Track("")
        self.inside.add(
            seconds_of_apple(attributes.get("date", "")),
            number(attributes.get("latitude")),
            number(attributes.get("longitude")),
            number(attributes.get("altitude")),
        )


def item_of_workout(workout: Workout) -> Item | Notice:
    """
    Make a session of a workout.

    A workout says in so many words when it was indoors, but hardly ever when it was not, so that
    without a route only what is usually done in the open counts.
    """
    start, end = workout.interval()
    if not (math.isfinite(start) and math.isfinite(end)):
        return Notice("time_unreadable", "Workout")
    located = bool(workout.routes or workout.inside)
    if not (workout.indoors or located or _in_the_open(workout)):
        return Notice("outdoors_unknown", workout.activity)
    return build(
        "outdoor_session",
        workout.source,
        start,
        end,
        recording="manual" if workout.by_hand else "active",
        named_by=workout.activity,
        tz=workout.tz,
        metadata={"reason": "indoor"} if workout.indoors else {},
        activity=workout.activity,
        indoor=True if workout.indoors else None,
        basis="gps" if located and not workout.indoors else "session",
    )


def _in_the_open(workout: Workout) -> bool:
    return (
        usually_outdoors(workout.activity) or workout.metadata.get("HKSwimmingLocationType") == "2"
    )
