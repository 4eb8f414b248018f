"""What the activities are called here, and which happen under a roof."""

import re

_SAME = {
    "biking": "cycling",
    "bike": "cycling",
    "ride": "cycling",
    "road_biking": "cycling",
    "road_cycling": "cycling",
    "gravel_cycling": "cycling",
    "run": "running",
    "jogging": "running",
    "trail_run": "trail_running",
    "walk": "walking",
    "hike": "hiking",
    "swim": "swimming",
    "open_water": "open_water_swimming",
    "virtual_ride": "cycling",
    "virtual_run": "running",
    "drive": "driving",
    "car": "driving",
    "generic": "other",
    "unknown": "other",
    "all": "other",
    "": "other",
    # Strava writes numbers into its GPX.
    "1": "cycling",
    "4": "hiking",
    "9": "running",
    "10": "walking",
}
_VIRTUAL_MAKERS = re.compile(r"zwift|rouvy|trainerroad|mywhoosh|virtual", re.IGNORECASE)
_UNDER_A_ROOF = re.compile(
    r"indoor|treadmill|fitness_equipment|^spin|elliptical|stair_climbing",
    re.IGNORECASE,
)
_IN_THE_OPEN = frozenset(
    {
        "american_football",
        "archery",
        "australian_football",
        "baseball",
        "cross_country_skiing",
        "cycling",
        "disc_sports",
        "downhill_skiing",
        "equestrian_sports",
        "fishing",
        "golf",
        "hand_cycling",
        "hiking",
        "hunting",
        "kayaking",
        "lacrosse",
        "paddle_sports",
        "rugby",
        "running",
        "sailing",
        "skating_sports",
        "snow_sports",
        "snowboarding",
        "soccer",
        "softball",
        "surfing_sports",
        "swim_bike_run",
        "underwater_diving",
        "walking",
        "water_sports",
        "wheelchair_run_pace",
        "wheelchair_walk_pace",
    }
)


def activity_name(text: str) -> str:
    """Spell an activity in lower case with underscores; ``other`` where it says nothing."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", text.strip())
    plain = re.sub(r"[^a-z0-9]+", "_", spaced.lower()).strip("_")[:40]
    name = _SAME.get(plain, plain)
    return "other" if name.isdigit() else name


def why_indoors(*told: str) -> str | None:
    """
    Tell from names of makers, programs and sports why an activity is no time outdoors.

    Returns
    -------
    str or None
        ``virtual_activity`` where positions are made up, ``indoor``, or ``None``.
    """
    if any(_VIRTUAL_MAKERS.search(text) for text in told):
        return "virtual_activity"
    if any(_UNDER_A_ROOF.search(text) for text in told):
        return "indoor"
    return None


def usually_outdoors(activity: str) -> bool:
    """Tell whether an activity without a route and without a word on it is done in the open."""
    return activity in _IN_THE_OPEN
