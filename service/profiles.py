"""What a user says once of oneself, and what has to be assumed where nothing is said."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Literal, get_args

from models import skin
from models.body import ClothingName
from models.posture import Posture
from service.questions import DEFAULT_CLOTHING, Caution, Person

Season = Literal["spring", "summer", "autumn", "winter"]
SEASONS: tuple[Season, ...] = get_args(Season)
_BY_MONTH: tuple[Season, ...] = (
    "winter", "winter", "spring", "spring", "spring", "summer",
    "summer", "summer", "autumn", "autumn", "autumn", "winter",
)  # fmt: skip
"""Of the northern hemisphere, as meteorologists count."""
_TROPICS = 23.44
"""Latitude within which it is never winter. [°]"""
_USUAL_CLOTHING: dict[Season, ClothingName] = {
    "spring": DEFAULT_CLOTHING,
    "summer": DEFAULT_CLOTHING,
    "autumn": DEFAULT_CLOTHING,
    "winter": "face_hands",
}
"""(judgement) Bare arms in winter would credit vitamin D that hardly anybody makes."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Whose skin it is, where it lives and what it wears."""

    fitzpatrick: int | None = None
    """Never assumed: without it there are doses, but no vitamin D and no share of a burn."""
    med_j_m2: float | None = None
    ita_deg: float | None = None
    birth_year: int | None = None
    height_cm: float | None = None
    weight_kg: float | None = None
    cautions: tuple[Caution, ...] = ()
    home: tuple[float, float] | None = None
    """Latitude and longitude, for minutes of which nothing tells the place. [°]"""
    timezone: str | None = None
    clothing: tuple[tuple[Season, ClothingName], ...] = ()
    posture: Posture | None = None

    @property
    def minimal_erythema_dose(self) -> float | None:
        """Median dose that reddens this skin; ``None`` where the skin is not known. [J m⁻²]"""
        if self.med_j_m2 is not None:
            return self.med_j_m2
        if self.ita_deg is not None:
            return float(skin.dose_from_ita(self.ita_deg).central)
        if self.fitzpatrick is None:
            return None
        return float(skin.minimal_erythema_dose(self.fitzpatrick).central)

    def person(self, day: date) -> Person | None:
        """Describe the user on a day; ``None`` where the skin type is not known."""
        if self.fitzpatrick is None:
            return None
        age = None if self.birth_year is None else float(max(day.year - self.birth_year, 0))
        return Person(
            fitzpatrick=self.fitzpatrick,
            med_j_m2=self.med_j_m2,
            ita_deg=self.ita_deg,
            age_years=age,
            height_cm=self.height_cm,
            weight_kg=self.weight_kg,
            cautions=self.cautions,
        )

    def clothing_on(self, day: date, latitude: float) -> tuple[ClothingName, bool]:
        """Tell what is worn in the season of a day, and whether the user said so."""
        season = season_of(day, latitude)
        said = dict(self.clothing).get(season)
        return (_USUAL_CLOTHING[season], False) if said is None else (said, True)


def season_of(day: date, latitude: float) -> Season:
    """Season of a day; the tropics always have summer."""
    if abs(latitude) < _TROPICS:
        return "summer"
    return _BY_MONTH[(day.month - 1 + (0 if latitude >= 0.0 else 6)) % 12]


def profile_of(stored: dict[str, Any]) -> Profile:
    """Read a profile as it is stored."""
    known = {field.name for field in fields(Profile)}
    given: dict[str, Any] = {name: value for name, value in stored.items() if name in known}
    given["cautions"] = tuple(given.get("cautions") or ())
    given["clothing"] = tuple((given.get("clothing") or {}).items())
    home = given.get("home")
    given["home"] = None if home is None else (home["latitude"], home["longitude"])
    return Profile(**given)
