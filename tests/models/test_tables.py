"""The making of the table: intermediate quantities against their own publications."""

import ast
import json
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

import models
from models import clear_sky
from models.tables.axes import ZenithAxis, chebyshev_axis, lagrange
from models.tables.making.aerosol import aerosol_shares
from models.tables.making.column import column_above
from models.tables.making.inputs import checksum, read_inputs
from models.tables.making.optics import Sky, depolarization, optics, rayleigh_cross_section
from models.tables.making.spectrum import SpectralGrid, air_wavelength, refractive_index
from models.tables.making.weighting import differentiation_matrix
from models.tables.store import TABLE, WEIGHTINGS, table

TABLES = Path(models.__file__).parent / "tables"


@pytest.fixture(scope="session")
def inputs(shared):
    return read_inputs(shared.folder / "data")


def test_the_manifest_is_that_of_the_table():
    manifest = json.loads((TABLES / "manifest.json").read_text())
    assert manifest["table"]["sha256"] == checksum(TABLES / TABLE)
    assert (TABLES / TABLE).stat().st_size < 600_000
    assert tuple(manifest["settings"]["weightings"]) == WEIGHTINGS
    assert manifest["settings"]["streams"] >= 16
    for source in manifest["inputs"]:
        assert source["citation"]
        assert source["public_source"]


def test_the_inputs_are_those_of_the_manifest(shared):
    for source in json.loads((TABLES / "manifest.json").read_text())["inputs"]:
        assert checksum(shared.folder / "data" / source["file"]) == source["sha256"]


def test_axes_reach_as_far_as_promised():
    known = table()
    assert known.zenith.nodes[0] == 0
    assert known.zenith.nodes[-1] >= 92
    for axis, low, high in (
        (known.ozone, 100, 600), (known.elevation, -400, 6000), (known.aerosol, 0, 2),
    ):  # fmt: skip
        assert axis.nodes[0] <= low
        assert axis.nodes[-1] >= high
    assert np.isfinite(known.values).all()


def test_what_ships_never_imports_what_computes():
    for path in TABLES.parent.rglob("*.py"):
        if "making" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in node.names] + [getattr(node, "module", "") or ""]
                assert not any("making" in name or "nanodisort" in name for name in names), path


def test_polynomials_are_exact_for_polynomials():
    nodes = chebyshev_axis(100, 600, 6, "linear").nodes
    at = np.linspace(100, 600, 40)
    assert_allclose(lagrange(nodes, at) @ nodes**5, at**5, rtol=1e-12)
    assert_allclose(differentiation_matrix(nodes) @ nodes**3, 3 * nodes**2, rtol=1e-9)
    zenith = ZenithAxis(np.array([0.0, 10, 25, 45, 60, 70, 80]))
    inside = np.linspace(0, 80, 33)
    assert_allclose(zenith.nodes**3 @ zenith.matrix(inside), inside**3, rtol=1e-11, atol=1e-9)


def test_outside_its_nodes_an_axis_goes_on_straight():
    axis = chebyshev_axis(0, 10, 4, "linear")
    assert_allclose(axis.weights(np.array([-3.0, 14.0])) @ axis.nodes, [-3, 14])
    assert_allclose(axis.weights(np.array([-3.0, 14.0])).sum(axis=1), 1)


def test_refraction_of_air():
    # B. Edlén, Metrologia 2 (1966) 71-80, standard air: 1.00029 at 300 nm, 1.00028 at 400 nm.
    assert_allclose(refractive_index([300, 400]), [1.000291, 1.000282], atol=1e-6)
    # About 0.09 nm at 305 nm, as the README of the reference data has it.
    assert_allclose(305 - air_wavelength(305), 0.0886, atol=0.0005)


def test_rayleigh_scattering():
    # An independent fit, M. Nicolet, Planet. Space Sci. 32 (1984) 1467-1468:
    # 4.02e-28 / λ^(4 + x), x = 0.389 λ + 0.09426 / λ - 0.3228, λ in µm below 0.55: good to 0.5 %.
    wavelength = np.array([0.28, 0.30, 0.35, 0.40])
    x = 0.389 * wavelength + 0.09426 / wavelength - 0.3228
    assert_allclose(
        rayleigh_cross_section(1000 * wavelength), 4.02e-28 / wavelength ** (4 + x), rtol=0.005
    )
    # D. R. Bates, Planet. Space Sci. 32 (1984) 785-790, King factors of air: 1.056 at 300 nm, 1.049
    # at 550 nm, so that ρ = 6 (F - 1) / (3 + 7 F); half a unit of their last digit is 0.0003 of ρ.
    king = np.array([1.056, 1.049])
    published = 6 * (king - 1) / (3 + 7 * king)
    assert_allclose(depolarization([300, 550]), published, atol=0.0006)


def test_optical_depth_of_air_at_sea_level(inputs):
    # Bodhaine 1999, eq. 30 with its leading 0.0021520 for 1013.25 hPa and 45°: the column is that
    # of the standard atmosphere, integrated from its levels, and may miss 0.1 % of the pressure.
    air = column_above(0.0, inputs.profile).air.sum()
    squared = 0.320**2
    published = 0.0021520 * (1.0455996 - 341.29061 / squared - 0.90230850 * squared)
    published /= 1.0 + 0.0027059889 / squared - 85.968563 * squared
    assert float(air * rayleigh_cross_section(320)) == pytest.approx(published, rel=0.001)


def test_ozone_of_the_standard_atmosphere(inputs):
    # AFGL-TR-86-0110: US standard 1976 holds 345 DU. Halfway up lies a little above 22 km.
    column = column_above(0.0, inputs.profile)
    assert column.ozone_share.sum() == pytest.approx(1.0)
    from_above = np.cumsum(column.ozone_share)
    middle = np.interp(0.5, from_above, column.altitude[1:])
    assert 21 < middle < 24


def test_aerosol_sits_low_and_lower_where_there_is_more():
    levels = np.concatenate([np.arange(0, 12.5, 0.5), np.arange(13, 26), [30, 50, 70, 100]])
    middle = 0.5 * (levels[1:] + levels[:-1])
    heights = [float(aerosol_shares(levels, aod) @ middle) for aod in (0.02, 0.1, 0.3, 0.8, 2.0)]
    assert heights == sorted(heights, reverse=True)
    for aod in (0.0, 0.01, 0.158, 3.0):
        assert aerosol_shares(levels, aod).sum() == pytest.approx(1.0)


def test_the_aerosol_of_23_km_of_visibility():
    # LOWTRAN 7, rural, spring and summer, at 0 to 10 km: the profile belongs to its own column.
    # Exponential between the levels as there. The inverse visibilities searched lie 1/1000 km⁻¹
    # apart, and one step, of 2 %, spans the kink that LOWTRAN has at 23 km: within half of it.
    extinction = np.array(
        [
            0.158,
            0.0991,
            0.0621,
            0.0346,
            0.0185,
            9.31e-3,
            7.71e-3,
            6.23e-3,
            3.37e-3,
            1.82e-3,
            1.14e-3,
        ]
    )
    layers = (extinction[:-1] - extinction[1:]) / np.log(extinction[:-1] / extinction[1:])
    shares = aerosol_shares(np.arange(11.0), layers.sum())
    assert_allclose(shares, layers / layers.sum(), rtol=0.01)


def test_the_sun_of_tsis(inputs, shared):
    # The same spectrum as libRadtran was given, in boxes of 0.5 nm in air from 280.25 to 399.75 nm.
    # Both are resampled, at 0.025 and 0.05 nm: a thousandth.
    rows = shared.rows("reference/libradtran_2.0.2_spectra.csv")
    first = [row for row in rows if row["case"] == "1"]
    assert [first[0]["air_wavelength_nm"], first[-1]["air_wavelength_nm"]] == ["280.50", "399.50"]
    theirs = 0.5 * sum(float(row["etr_tsis_w_m2_nm"]) for row in first)
    grid = SpectralGrid(np.array([280.25, 399.75]), inputs)
    assert grid.weights[3:].sum() == pytest.approx(theirs, rel=0.001)


def test_slant_path_of_the_beam(inputs, nanodisort):
    from models.tables.making.transfer import slant_factor

    column = column_above(0.0, inputs.profile)
    # To 60° the earth is nearly flat: √(1 - (R/(R+h))² ¾) moves 1/cos by 0.5 % at 10 km.
    low = column.height[1:] < 10
    assert_allclose(slant_factor(column, 60.0)[low], 2.0, rtol=0.01)
    # An exponential atmosphere of scale height H has √(πR/2H) at the horizon (S. Chapman, Proc.
    # Phys. Soc. 43 (1931) 26-45): 35.4 for the 8.0 km of air; its mean temperature is not the same
    # everywhere, which leaves a tenth.
    mass = slant_factor(column, 90.0) @ column.air / column.air.sum()
    assert mass == pytest.approx(35.4, rel=0.1)


def test_spectra_where_ozone_is_silent_against_libradtran(inputs, nanodisort, shared):
    # 330 to 340 nm has weak bands and no edges: Rayleigh, refraction, geometry and solver alone.
    # The transmittance is printed in seven digits and sampled at 0.5 nm.
    from models.tables.making.transfer import STREAMS, Solver

    rows = [
        row
        for row in shared.rows("reference/libradtran_2.0.2_spectra.csv")
        if row["case"] in "14" and 330 <= float(row["air_wavelength_nm"]) <= 340
    ]
    grid = SpectralGrid(np.arange(330.0, 340.01, 0.1), inputs)
    column = column_above(0.0, inputs.profile)
    for case, zenith in (("1", 0.0), ("4", 60.0)):
        ours = Solver(column, 1).solve(optics(grid, column, Sky(300.0, 0.0), STREAMS), zenith, 0.05)
        for name, values in (("trans_global", ours.everything), ("trans_direct", ours.direct)):
            theirs = [float(row[name]) for row in rows if row["case"] == case]
            assert np.mean(values) == pytest.approx(np.mean(theirs), rel=0.001)


def test_the_table_against_fresh_runs(inputs, nanodisort):
    # Random points like those of the validation, each wavelength solved at 0.25 nm: the bounds of
    # the interpolation (0.2 and 0.3 % at the 99th percentile), and a tenth of a percent for the
    # coarser wavelengths.
    from models.tables.making.reference import DirectRuns

    runs = DirectRuns(inputs, 2, step=0.25)
    random = np.random.default_rng(7)
    for _ in range(24):
        zenith, ozone = random.uniform(0, 85), random.uniform(100, 600)
        elevation, aod = random.uniform(-400, 6000), random.uniform(0, 2)
        albedo = random.uniform(0, 0.9)
        everything, direct = runs.irradiance(Sky(ozone, aod), zenith, elevation, albedo)
        ours = clear_sky.irradiance(zenith, ozone, elevation, aod, albedo)
        assert float(ours.erythemal) == pytest.approx(everything[0], rel=0.003)
        assert float(ours.vitamin_d) == pytest.approx(everything[1], rel=0.004)
        assert abs(float(ours.erythemal_direct) - direct[0]) < 0.002 * everything[0]
