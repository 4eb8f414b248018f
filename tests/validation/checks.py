"""What is compared, with the bound that each figure has to keep."""

import os

import numpy as np
from figures import Figure, at_most, between, percent, reported
from references import (
    BANDS,
    BREWER_AOD,
    SHARED,
    columns,
    grid_arguments,
    in_band,
    unix_time,
)

from models import atmosphere, clear_sky, solar_geometry
from models.tables.making.inputs import read_inputs
from models.tables.making.optics import Sky
from models.tables.making.reference import DirectRuns
from models.tables.store import WEIGHTINGS
from models.units import uv_index_from_irradiance

POINTS = 500


def interpolation(report):
    """Table against the solver itself at random points, in range and with any aerosol."""
    runs = DirectRuns(read_inputs(SHARED / "data"), os.cpu_count() or 1)
    plain = _random_errors(runs, POINTS, False, report)
    any_aerosol = _random_errors(runs, POINTS // 5, True, report)
    figures = [
        at_most(
            "table / direct runs, zenith ≤ 85°: erythemal, p99", _p(plain["erythemal"], 99), 0.2
        ),
        at_most("the same: vitamin D, p99", _p(plain["vitamin_d"], 99), 0.3),
    ]
    figures += [
        reported(f"the same: {name}, p99", _p(plain[name], 99))
        for name in ("vitamin_d_shifted", "uva", "uvb", "erythemal_direct")
    ]
    figures += [
        reported(f"any Ångström exponent 0.5-2 and albedo of aerosol 0.7-1: {name}, p95",
                 _p(any_aerosol[name], 95))
        for name in ("erythemal", "vitamin_d")
    ]  # fmt: skip
    return figures, plain


def _random_errors(runs, count, any_aerosol, report):
    random = np.random.default_rng(2026)
    zenith = random.uniform(0, 85, count)
    ozone = random.uniform(100, 600, count)
    elevation = random.uniform(-400, 6000, count)
    aod, albedo = random.uniform(0, 2, count), random.uniform(0, 0.9, count)
    exponent = random.uniform(0.5, 2, count) if any_aerosol else np.full(count, 1.3)
    scattering = random.uniform(0.7, 1, count) if any_aerosol else np.full(count, 0.95)
    ours = clear_sky.irradiance(
        zenith, ozone, elevation, aod, albedo,
        angstrom_exponent=exponent, single_scattering_albedo=scattering,
    )  # fmt: skip
    theirs = []
    for i in range(count):
        sky = Sky(ozone[i], aod[i], exponent[i], scattering[i])
        theirs.append(runs.irradiance(sky, zenith[i], elevation[i], albedo[i]))
        if i % 20 == 19:
            report(f"direct runs: {i + 1} of {count}")
    everything, direct = (np.array(part) for part in zip(*theirs, strict=True))
    found = {"zenith": zenith, "ozone": ozone}
    for w, name in enumerate(WEIGHTINGS):
        found[name] = percent(getattr(ours, name), everything[:, w])
        # A beam that is a thousandth of the whole is nobody's concern.
        seen = direct[:, w] > 1e-3 * everything[:, w]
        found[f"{name}_direct"] = percent(getattr(ours, f"{name}_direct")[seen], direct[seen, w])
    return found


def libradtran():
    """Against libRadtran with the same sun."""
    grid = columns("reference/libradtran_2.0.2_grid.csv")
    ours = clear_sky.irradiance(*grid_arguments(grid))
    errors = {
        "zenith": grid["sza_deg"],
        "ozone": grid["ozone_du"],
        "aod": grid["aod_550"],
        "erythemal": percent(ours.erythemal, grid["erythemal_w_m2_tsis"]),
        "vitamin_d": percent(ours.vitamin_d, grid["vitd_w_m2_tsis"]),
        "uva": percent(ours.uva, grid["uva_w_m2_tsis"]),
        "uvb": percent(ours.uvb, grid["uvb_w_m2_tsis"]),
    }
    low = grid["sza_deg"] > 75
    figures = []
    for name, high_sun, low_sun in (("erythemal", 0.5, 1.0), ("vitamin_d", 0.8, 3.0)):
        figures += [
            at_most(f"libRadtran, zenith ≤ 75°: {name}, p95", _p(errors[name][~low], 95), high_sun),
            at_most(f"libRadtran, above: {name}, p95", _p(errors[name][low], 95), low_sun),
        ]
    figures += [
        reported(f"libRadtran, zenith ≤ 75°: {name}, p95", _p(errors[name][~low], 95))
        for name in ("uva", "uvb")
    ]
    return figures, errors


def tuv():
    """Against TUV, with the sun that TUV has, beside what libRadtran differs from it."""
    theirs = columns("reference/tuv_5.3.2_grid.csv")
    other = columns("reference/libradtran_2.0.2_grid.csv")
    ours = clear_sky.irradiance(*grid_arguments(theirs))
    figures = []
    for name, short in (("erythemal", "erythemal"), ("vitamin_d", "vitd")):
        other_sun = other[f"{short}_w_m2_sao2010"] / other[f"{short}_w_m2_tsis"]
        known = theirs[f"{short}_airwl_w_m2"]
        error = percent(getattr(ours, name) * other_sun, known)
        codes = percent(other[f"{short}_w_m2_sao2010"], known)
        for band in BANDS:
            inside = in_band(theirs["sza_deg"], band)
            label = f"TUV, zenith {band[0]:g}-{band[1]:g}°: {name}"
            for rank in (50, 95):
                limit = round(_p(codes[inside], rank), 2)
                # Finer spectral sums: erythema lies farther off than libRadtran's at low sun.
                told = 0.4 if name == "erythemal" and band[0] >= 60 else 0.0
                found = _p(error[inside], rank)
                figures.append(at_most(f"{label}, p{rank}", found, limit, explained=told))
    return figures


def brewers():
    """Against five spectrophotometers side by side on clear days."""
    day = columns("reference/measured_el_arenosillo_2019-06-24_26.csv")
    time = unix_time(day["utc"])
    sun = solar_geometry.solar_position(time, 37.10, -6.73)
    sky = clear_sky.irradiance(sun.zenith, day["o3_DU"], 41.0, BREWER_AOD, 0.04)
    factor = solar_geometry.distance_factor(sun.distance)
    uv_index = uv_index_from_irradiance(sky.erythemal * factor)
    vitamin_d = 1000.0 * sky.vitamin_d * factor
    clear = day["clear"] == "True"
    error = percent(uv_index, day["uvi_median"])[clear]
    made = percent(vitamin_d, day["vitd_median_mWm2"])[clear]
    ratio = percent(vitamin_d / uv_index, day["vitd_median_mWm2"] / day["uvi_median"])[clear]
    figures = [
        at_most("Brewers, clear: UV index, median of absolute error", _p(error, 50), 8.0),
        at_most("Brewers, clear: vitamin D, median of absolute error", _p(made, 50), 8.0),
        at_most("Brewers, clear: ratio of vitamin D to erythema, median", _p(ratio, 50), 3.0),
        reported("Brewers, clear: UV index, median with sign", np.median(error)),
    ]
    return figures, {"time": time, "day": day, "uv_index": uv_index, "zenith": sun.zenith}


def melbourne():
    """Against one-minute readings with climatological ozone."""
    day = columns("reference/measured_melbourne_2024-03-10.csv")
    time = unix_time(day["utc"])
    sun = solar_geometry.solar_position(time, -37.73, 145.10)
    ozone = atmosphere.total_ozone(-37.73, 70)
    sky = clear_sky.irradiance(
        sun.zenith, ozone, 50.0, atmosphere.aerosol_optical_depth(50.0), atmosphere.USUAL_ALBEDO
    )
    uv_index = uv_index_from_irradiance(
        sky.erythemal * solar_geometry.distance_factor(sun.distance)
    )
    error = percent(uv_index, day["uvi_measured"])[sun.zenith < 75]
    return [reported("Melbourne, zenith < 75°: UV index, median with sign", np.median(error))]


def temis():
    """Against the noon climatology of TEMIS at two stations."""
    error = []
    day = columns("reference/temis_noon_uvi_climatology_2_stations.csv")
    for i, name in enumerate(day["station"]):
        latitude, longitude = day["latitude"][i], day["longitude"][i]
        date = f"2014-{int(day['month'][i]):02}-{int(day['day'][i]):02}"
        midnight = np.datetime64(date, "s").astype(float)
        minutes = midnight - longitude * 240 + 43200 + 60.0 * np.arange(-30, 31)
        sun = solar_geometry.solar_position(minutes, latitude, longitude)
        noon = np.argmin(sun.zenith)
        elevation = day["elevation_m"][i]
        sky = clear_sky.irradiance(
            sun.zenith[noon], day["ozone_du"][i], elevation,
            atmosphere.aerosol_optical_depth(elevation), atmosphere.USUAL_ALBEDO,
        )  # fmt: skip
        factor = solar_geometry.distance_factor(sun.distance[noon])
        ours = uv_index_from_irradiance(sky.erythemal * factor)
        error.append((sun.zenith[noon], float(percent(ours, day["uvi_clear_noon"][i])), name))
    high = [e for zenith, e, _ in error if zenith < 60]
    low = [e for zenith, e, _ in error if zenith >= 60]
    return [
        reported("TEMIS noon, zenith < 60°: UV index, median with sign", np.median(high)),
        reported("TEMIS noon, Berlin in December (zenith 76°): UV index", low[0]),
    ]


def statements():
    """What mountain, snow and ozone do."""
    figures = []
    low, high = (clear_sky.irradiance(30, 300, h, 0.1, 0.05) for h in (0, 2000))
    for name in ("erythemal", "vitamin_d"):
        gain = percent(getattr(high, name), getattr(low, name))
        figures.append(between(f"2000 m up, zenith 30°: {name}", gain, 8, 20))
    bare, snow = (clear_sky.irradiance(30, 300, 0, 0.0, a) for a in (0.05, 0.85))
    for name in ("erythemal", "vitamin_d"):
        gain = percent(getattr(snow, name), getattr(bare, name))
        figures.append(
            between(f"fresh snow (0.85), zenith 30°: {name}", gain, 15, 45, explained=0.1)
        )
    thin, thick = (clear_sky.irradiance(45, du, 0, 0.1, 0.05) for du in (300, 303))
    power = {
        name: float(np.log(getattr(thin, name) / getattr(thick, name)) / np.log(303 / 300))
        for name in ("erythemal", "vitamin_d")
    }
    figures += [
        reported("radiation amplification factor, zenith 45°: erythemal", power["erythemal"], ""),
        Figure(
            "the same: vitamin D", power["vitamin_d"], "", "more than erythemal",
            power["vitamin_d"] > power["erythemal"],
        ),
    ]  # fmt: skip
    return figures


def _p(errors, rank):
    return float(np.percentile(np.abs(errors), rank))
