"""Our exposure times beside published ones, and beside the formulas of other programs."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from figures import at_least, at_most, reported
from published_times import TYPES, cases, date_of
from references import BREWER_AOD, columns, unix_time

from models import (
    atmosphere,
    calibrations,
    clear_sky,
    erythema,
    skin,
    solar_geometry,
    uncertainty,
    vitamin_d,
)
from models.calibrations import CALIBRATIONS
from models.constants import ADULT_SKIN_AREA
from models.units import irradiance_from_uv_index, uv_index_from_irradiance
from models.vitamin_d import Synthesis
from service.case import case_of
from service.places import civil_day_of, place_of
from service.questions import Environment, Exposure, Person, Question, SkyQuestion, Spot
from service.sky import sky_over
from service.world import world_alone

NOW = datetime(2026, 6, 12, tzinfo=UTC)
WORLD = world_alone(lambda: NOW)
SEASON_BOUND = 15.0
INSIDE_BOUND = 80.0
EXPLAINED = {"Miyauchi 2013": 10.0}
"""Bounds that are missed by so much, and where the page says why. [%]"""


@dataclass(frozen=True)
class Found:
    """Our time for one case."""

    case: object
    low: float
    central: float
    high: float
    """[min]"""

    @property
    def inside(self):
        """Whether the published range and ours share a time."""
        return self.low <= self.case.high and self.case.low <= self.high

    @property
    def published(self):
        """Middle of the published range. [min]"""
        return float(np.sqrt(self.case.low * self.case.high))


def found_times():
    """Our answer to every case, by the rate at its hour as the sources reckon."""
    return [_found(case) for case in cases()]


def _found(case):
    question, sky = _asked(case)
    answer = case_of(question, sky)
    stay, at = answer.stay, _instant(case, sky)
    rate = _at(stay.burn_rate, stay, at)
    if case.kind == "vitamin_d":
        factors, rate = stay.vitamin_d_factors, _at(stay.skin_rate, stay, at)
        proven = _at(stay.proven_rate, stay, at)
        doses = (answer.needed / factors.high, answer.needed, answer.needed / factors.low)
        rates = (rate, rate, proven)
    else:
        rates = (_at(stay.patch_rate, stay, at), rate, rate)
        doses = _burn_doses(case, stay)
    minutes = [dose / r / 60.0 if r > 0.0 else np.inf for dose, r in zip(doses, rates, strict=True)]
    return Found(case, *minutes)


def _burn_doses(case, stay):
    burn = stay.burn_doses
    if case.kind == "burn":
        return burn.low, burn.central, burn.high
    # A dose is asked for: of the spreads only those of the sky are left.
    sky = uncertainty.combine(*stay.burn_spreads[1:])
    return case.dose_j_m2 * sky.low, case.dose_j_m2, case.dose_j_m2 * sky.high


def _asked(case):
    latitude, longitude, elevation = case.place
    at = date_of(case)
    sky_question = SkyQuestion(
        Spot(latitude, longitude, elevation), at,
        Environment(surface="grass", cloud_cover=0.0 if case.clear else None), "clear_sky",
    )  # fmt: skip
    fraction = min(case.area_cm2 / ADULT_SKIN_AREA, 1.0)
    # A plate is meant, also where more than half of the body is bare.
    half = fraction > 0.5 and case.posture == "lying"
    question = Question(
        sky_question,
        Person(case.fitzpatrick, age_years=20.0),
        Exposure(skin_fraction=0.5 if half else fraction, posture=case.posture),
        target_iu=case.target_iu * (0.5 / fraction if half else 1.0),
        calibration=case.calibration,
    )
    place = place_of(sky_question.spot)
    day = civil_day_of(place, at)
    return question, asyncio.run(sky_over(sky_question, place, day, at, at, WORLD))


def _instant(case, sky):
    if isinstance(case.when, datetime):
        return case.when.timestamp()
    return float(sky.time[np.argmin(sky.clear.zenith)])


def _at(curve, stay, at):
    return float(np.interp(at, stay.time, curve))


def time_figures(found):
    """How many published times lie inside ours, and how well ratios agree."""
    inside = 100.0 * np.mean([each.inside for each in found])
    figures = [at_least("published times inside p10-p90", inside, INSIDE_BOUND)]
    everything = []
    series = dict.fromkeys(each.case.series for each in found if each.case.series)
    for name in series:
        own = [each for each in found if each.case.series == name]
        ratio = np.log([each.published / each.central for each in own])
        off = 100.0 * np.expm1(np.abs(ratio - np.median(ratio)))
        everything += off.tolist()
        figures.append(
            at_most(f"{name}: ratios between its {len(own)} times, median difference",
                    np.median(off), SEASON_BOUND, explained=EXPLAINED.get(name, 0.0))
        )  # fmt: skip
        figures.append(
            reported(f"{name}: published over ours, median", np.exp(np.median(ratio)), "")
        )
    figures.append(
        at_most("ratios of all series together, median", np.median(everything), SEASON_BOUND)
    )
    return figures


def skin_type_figures():
    """Yearly means for Turkey, 1000 IU on a quarter of the skin (Kallioglu et al., 2024)."""
    published = dict(zip(TYPES, (5.05, 6.3, 7.6, 11.35, 15.15, 25.25), strict=True))
    doses = np.array([200, 250, 300, 450, 600, 1000.0])
    needed = vitamin_d.exposure_for(1000, doses, 0.25)
    known = np.array(list(published.values()))
    off = 100.0 * np.abs(needed / needed[2] / (known / known[2]) - 1.0)
    mean = _mean_time(float(needed[2]))
    return [
        at_most("Kallioglu 2024: ratios between six skin types, largest difference", off.max(),
                SEASON_BOUND),
        reported("Kallioglu 2024: published over ours, type III, mean of March to October, 10-16 h",
                 published["III"] / mean, ""),
    ]  # fmt: skip


def _mean_time(needed):
    """Minutes by the mean clear-sky irradiance of the active period, 36 to 42 °N."""
    irradiance = []
    for latitude in (36.0, 39.0, 42.0):
        for day in range(60, 296, 10):
            start = np.datetime64("2015-01-01", "s").astype(float) + 86400.0 * (day - 1)
            time = start - 35.0 * 240.0 + 3600.0 * np.arange(10, 16.01, 0.25)
            sun = solar_geometry.solar_position(time, latitude, 35.0)
            sky = clear_sky.irradiance(
                sun.zenith, atmosphere.total_ozone(latitude, day), 500.0, 0.12, 0.05
            )
            irradiance += (sky.vitamin_d * solar_geometry.distance_factor(sun.distance)).tolist()
    return needed / np.mean(irradiance) / 60.0


def hourly_figures():
    """Times at different hours of measured days: five Brewers at El Arenosillo, vitamin D."""
    day = columns("reference/measured_el_arenosillo_2019-06-24_26.csv")
    sun = solar_geometry.solar_position(unix_time(day["utc"]), 37.10, -6.73)
    sky = clear_sky.irradiance(sun.zenith, day["o3_DU"], 41.0, BREWER_AOD, 0.04)
    ours = 1000.0 * sky.vitamin_d * solar_geometry.distance_factor(sun.distance)
    clear = day["clear"] == "True"
    ratio = np.log(ours / day["vitd_median_mWm2"])[clear]
    off = 100.0 * np.expm1(np.abs(ratio - np.median(ratio)))
    low = sun.zenith[clear] > 60
    return [
        at_most("hours of measured clear days (Brewers): ratios between times, median difference",
                np.median(off), SEASON_BOUND),
        reported("the same, zenith above 60°", np.median(off[low])),
    ]  # fmt: skip


def table(found):
    """Lines of the table of the documentation."""
    lines = [
        "| source and case | calibration | published [min] | Solferol, p10 - p50 - p90 | inside |",
        "| --- | --- | --- | --- | --- |",
    ]
    for each in found:
        case = each.case
        span = f"{case.low:g}" if case.low == case.high else f"{case.low:g}-{case.high:g}"
        name = case.calibration if case.kind == "vitamin_d" else case.kind
        lines.append(
            f"| {case.source} | {name} | {span} | {each.low:.1f} - {each.central:.1f} - "
            f"{_shown(each.high)} | {'yes' if each.inside else 'no'} |"
        )
    return lines


def _shown(minutes):
    return f"{minutes:.1f}" if np.isfinite(minutes) else "∞"


# Peers: published formulas on the same sun.

SUN_DAY_MINUTES_AT_ONE = dict(zip(range(1, 7), (150, 250, 425, 600, 850, 1100), strict=True))
OPENUV_SED = dict(zip(range(1, 7), (2.5, 3, 4, 5, 8, 15), strict=True))


def same_suns():
    """Zenith angles, UV index and vitamin-D irradiance of clear skies over 320 DU at sea level."""
    zenith = np.array([0.0, 20, 30, 40, 50, 60, 65, 70, 75, 80])
    sky = clear_sky.irradiance(zenith, 320.0, 0.0, 0.15, 0.05)
    return zenith, uv_index_from_irradiance(sky.erythemal), sky


def burn_minutes(uv_index, fitzpatrick=2):
    """Minutes to a burn by each program, under a UV index that does not change."""
    dose = skin.minimal_erythema_dose(fitzpatrick)
    physical = erythema.constant_sun_burn_minutes
    return {
        "Solferol, central": physical(uv_index, dose.central),
        "Solferol, low (skin)": physical(uv_index, dose.low),
        "McKenzie 2009 (2.5 SED)": 4000.0 / 60.0 * 2.5 / uv_index,
        "OpenUV": np.round(200.0 * OPENUV_SED[fitzpatrick] / (3.0 * uv_index)),
        "Sun Day": SUN_DAY_MINUTES_AT_ONE[fitzpatrick] / uv_index,
        "vitamind (MED / UVI)": dose.central / uv_index,
    }


def vitamin_d_minutes(uv_index, sky, fitzpatrick=2, fraction=0.25, target=1000.0):
    """Minutes to 1000 IU on a quarter of the skin, on a horizontal plate."""
    dose = skin.minimal_erythema_dose(fitzpatrick).central
    found = {}
    for name, known in CALIBRATIONS.items():
        rate = known.effective_irradiance(sky.erythemal, sky.vitamin_d)
        needed = float(vitamin_d.exposure_for(target, dose, fraction, 1.0, Synthesis(known)))
        with np.errstate(divide="ignore"):
            found[f"Solferol, {name}"] = needed / rate / 60.0
    burn = dose / irradiance_from_uv_index(uv_index) / 60.0
    found["McKenzie 2009, as printed"] = calibrations.mckenzie_factor(uv_index) * burn / fraction
    # Sun Day: 21 000 IU/h · 3 UVI / (4 + UVI), a quarter of the skin, type II taken as its base.
    found["Sun Day"] = 60.0 * target / (21_000.0 * fraction * 3.0 * uv_index / (4.0 + uv_index))
    # vitamind: 24 000 IU of one MED on the whole body, MED / UVI minutes.
    found["vitamind"] = target / (24_000.0 * fraction) * dose / uv_index
    return found


def peer_tables():
    """Lines of both tables of peers."""
    zenith, uv_index, sky = same_suns()
    lines = ["Burn, type II, minutes under a UV index that does not change:", ""]
    shown = [1.0, 3.0, 6.0, 8.0, 12.0]
    lines += [
        "| UV index | " + " | ".join(f"{value:g}" for value in shown) + " |",
        "| --- |" + " --- |" * len(shown),
    ]
    for name, minutes in burn_minutes(np.array(shown)).items():
        lines.append(f"| {name} | " + " | ".join(f"{value:.1f}" for value in minutes) + " |")
    lines += ["", "1000 IU on a quarter of type II, horizontal, clear sky, 320 DU, minutes:", ""]
    lines += [
        "| zenith (UV index) | "
        + " | ".join(f"{z:g}° ({u:.1f})" for z, u in zip(zenith, uv_index, strict=True)) + " |",
        "| --- |" + " --- |" * len(zenith),
    ]  # fmt: skip
    for name, minutes in vitamin_d_minutes(uv_index, sky).items():
        cells = " | ".join(f"{value:.1f}" if value < 1e4 else "∞" for value in minutes)
        lines.append(f"| {name} | {cells} |")
    return lines
