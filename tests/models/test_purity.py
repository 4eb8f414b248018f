"""Every model is a function of its arguments: checked on its source and by calling it."""

import ast
import importlib
import inspect
import typing
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

import models
from models import (
    action_spectrum,
    ageing,
    atmosphere,
    body,
    calibrations,
    clear_sky,
    cloud,
    erythema,
    melanin,
    nutrition,
    posture,
    protection,
    serum,
    solar_geometry,
    units,
    vitamin_d,
)
from models.calibrations import CALIBRATIONS
from models.melanin import MELANIN_LAWS
from models.vitamin_d import Synthesis

# What makes the table is a program: it reads, prints and tells the time, and does not ship.
FILES = [
    path
    for path in sorted(Path(models.__file__).parent.rglob("*.py"))
    if "making" not in path.parts
]
_FORBIDDEN_CALLS = {"now", "today", "utcnow", "print", "open", "getenv", "input"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_clock_no_output(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            assert name not in _FORBIDDEN_CALLS, f"{path.name}:{node.lineno} calls {name}"


def test_public_modules_are_listed():
    assert sorted(models.__all__) == models.__all__
    for name in models.__all__:
        assert importlib.import_module(f"models.{name}").__doc__


def public_functions():
    for name in [*models.__all__, "units"]:
        module = importlib.import_module(f"models.{name}")
        for function_name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not function_name.startswith("_"):
                yield pytest.param(function, id=f"{name}.{function_name}")


@pytest.mark.parametrize("function", list(public_functions()))
def test_public_docstrings_state_arguments_and_results(function):
    text = inspect.getdoc(function)
    assert "Returns\n-------" in text
    for argument in inspect.signature(function).parameters:
        assert argument in text, f"{argument} is not described"


# One set of arguments for each elementwise function, and which of them are arrays.

SKIES = ([10.0, 50.0, 85.0], [300.0, 350.0, 250.0], [0.0, 500.0, 3000.0], [0.1, 0.0, 0.4])

ELEMENTWISE = {
    "assay_sd": (serum.assay_sd, ([20.0, 50.0, 120.0],)),
    "steady_level": (
        lambda u, b: serum.steady_level(u, b, serum.response()),
        ([0.0, 25.0, 200.0], [20.0, 40.0, 80.0]),
    ),
    "most_intake_ug": (nutrition.most_intake_ug, ([0.2, 5.0, 40.0],)),
    "absorbed_share": (lambda f: nutrition.absorbed_share(f).central, ([0.0, 5.0, 30.0],)),
    "erythema": (action_spectrum.erythema, ([290.0, 310.0, 350.0],)),
    "previtamin_d3": (action_spectrum.previtamin_d3, ([290.0, 310.0, 320.0],)),
    "previtamin_d3_shifted": (action_spectrum.previtamin_d3_shifted, ([290.0, 310.0, 320.0],)),
    "total_ozone": (atmosphere.total_ozone, ([-45.0, 0.0, 60.0], [10.0, 120.0, 300.0])),
    "clear_sky.erythemal": (
        lambda *a: clear_sky.irradiance(*a).erythemal,
        (*SKIES, [0.05, 0.1, 0.8]),
    ),
    "clear_sky.vitamin_d": (
        lambda *a: clear_sky.irradiance(*a).vitamin_d,
        (*SKIES, [0.05, 0.1, 0.8]),
    ),
    "clear_sky.any_aerosol": (
        lambda *a: (
            clear_sky.irradiance(
                *a[:5], angstrom_exponent=a[5], single_scattering_albedo=a[6]
            ).vitamin_d_direct
        ),
        (*SKIES, [0.05, 0.1, 0.8], [1.0, 1.3, 1.8], [0.8, 0.9, 1.0]),
    ),
    "ozone_share_above": (atmosphere.ozone_share_above, ([0.0, 1500.0, 8000.0],)),
    "aerosol_optical_depth": (atmosphere.aerosol_optical_depth, ([0.0, 1500.0, 8000.0],)),
    "modification_from_cover": (cloud.modification_from_cover, ([0.0, 0.4, 1.0],)),
    "modification_from_pair": (cloud.modification_from_pair, ([3.0, 1.0, 5.0], [6.0, 4.0, 4.0])),
    "direct_left": (cloud.direct_left, ([0.2, 0.7, 1.2], [0.3, 0.8, 1.0])),
    "constant_sun_burn_minutes": (
        erythema.constant_sun_burn_minutes,
        ([1.0, 5.0, 12.0], [200.0, 250.0, 1000.0]),
    ),
    "zenith": (
        lambda *a: solar_geometry.solar_position(*a).zenith,
        ([0.0, 1e9, 2e9], [0.0, 50.0, -89.0], [0.0, 100.0, -170.0]),
    ),
    "distance_factor": (solar_geometry.distance_factor, ([0.98, 1.0, 1.02],)),
    "left_in_shade": (protection.left_in_shade, ([0.6, 0.4, 0.0],)),
    "tolerable_upper_intake": (nutrition.tolerable_upper_intake, ([0.2, 5.0, 40.0],)),
    "most_exposed_factor": (
        posture.most_exposed_factor,
        ([0.0, 50.0, 80.0], [0.6, 0.4, 0.1], [0.0, 0.1, 0.8]),
    ),
    "posture_factor": (
        lambda z, d, a: posture.posture_factor(z, d, "upright", a),
        ([0.0, 50.0, 80.0], [0.6, 0.4, 0.1], [0.0, 0.1, 0.8]),
    ),
    "inclined_factor": (
        posture.inclined_factor,
        (
            [0.0, 50.0, 80.0],
            [0.6, 0.4, 0.1],
            [0.0, 0.1, 0.8],
            [0.0, 60.0, 120.0],
            [0.0, 90.0, 180.0],
        ),
    ),
    "turning_factor": (
        posture.turning_factor,
        ([0.0, 50.0, 80.0], [0.6, 0.4, 0.1], [0.0, 0.1, 0.8], [0.0, 60.0, 120.0]),
    ),
    "sunscreen_factor": (protection.sunscreen_factor, ([15.0, 30.0, 50.0], [0.5, 1.0, 2.0])),
    "worn_sunscreen_factor": (
        lambda *a: protection.worn_sunscreen_factor(*a, "active", 7200.0),
        ([15.0, 30.0, 50.0], [0.5, 1.0, 2.0], [0.0, 3600.0, 30_000.0]),
    ),
    "chalcraft_2020": (ageing.chalcraft_2020, ([10.0, 40.0, 80.0],)),
    "godar_2011": (ageing.godar_2011, ([10.0, 40.0, 80.0],)),
    "med_scaled": (melanin.med_scaled, ([200.0, 250.0, 1000.0],)),
    "young_2020": (melanin.young_2020, ([200.0, 250.0, 1000.0],)),
    "mckenzie_factor": (calibrations.mckenzie_factor, ([0.3, 0.8, 5.0],)),
    "bare_fraction": (lambda a: body.bare_fraction(["face", "feet"], a), ([1.0, 7.0, 40.0],)),
    "clothed_fraction": (lambda a: body.clothed_fraction("swimwear", a), ([1.0, 7.0, 40.0],)),
    "skin_area": (body.skin_area, ([80.0, 120.0, 180.0], [10.0, 30.0, 80.0])),
    "reference_skin_area": (body.reference_skin_area, ([1.0, 7.0, 40.0],)),
    "reference_exposure": (
        lambda m: vitamin_d.reference_exposure(
            m, Synthesis(CALIBRATIONS["nies_japan"], MELANIN_LAWS["young_2020"])
        ),
        ([200.0, 300.0, 1000.0],),
    ),
    "skin_share_for": (
        vitamin_d.skin_share_for,
        ([500.0, 1000.0, 2000.0], [50.0, 100.0, 150.0], [200.0, 250.0, 300.0], [1.0, 0.9, 0.8]),
    ),
    "vitamin_d_made": (
        vitamin_d.vitamin_d_made,
        ([10.0, 100.0, 1000.0], [200.0, 250.0, 300.0], [0.1, 0.25, 1.0], [1.0, 0.9, 0.8]),
    ),
    "exposure_for": (
        vitamin_d.exposure_for,
        ([500.0, 1000.0, 2000.0], [200.0, 250.0, 300.0], [0.3, 0.25, 1.0], [1.0, 0.9, 0.8]),
    ),
    "uv_index_from_irradiance": (units.uv_index_from_irradiance, ([0.0, 0.1, 0.3],)),
}


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_arrays_equal_loops_of_scalars(name):
    function, arguments = ELEMENTWISE[name]
    together = function(*arguments)
    single = [float(function(*values)) for values in zip(*arguments, strict=True)]
    # Interpolating the ephemeris in arrays or alone differs by rounding only.
    assert_allclose(together, single, rtol=1e-12, atol=1e-9)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_nan_in_gives_nan_out(name):
    function, arguments = ELEMENTWISE[name]
    for position in range(len(arguments)):
        changed = [np.array(values) for values in arguments]
        changed[position][1] = np.nan
        result = np.asarray(function(*changed))
        assert np.isnan(result[1]), f"argument {position}"
        assert not np.isnan(result[[0, 2]]).any()


def test_integers_do_not_truncate():
    assert typing.cast("float", units.uv_index_from_irradiance(1)) == 40.0
    assert clear_sky.irradiance(np.array([30]), 300, 0, 0, 0).erythemal.dtype == np.float64
    assert_allclose(
        clear_sky.irradiance([30, 40], [300, 310], 0, 0, 0).erythemal,
        clear_sky.irradiance([30.0, 40.0], [300.0, 310.0], 0.0, 0.0, 0.0).erythemal,
    )
