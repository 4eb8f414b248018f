"""What the spectra behind the clear sky mean for answers."""

import numpy as np
import pytest

from models import clear_sky
from service.clear_curve import Light, clear_curve, minute_grid
from service.clear_spreads import clear_sky_spreads
from service.places import place_of
from service.questions import Environment, Exposure, Person, Question, SkyQuestion, Spot
from service.stay import Stay
from service.subject import Subject

NOON = "2026-06-21T13:10:00+02:00"
WHERE = {"latitude": 47.27, "longitude": 11.39, "uv_source": "clear_sky", "time": NOON}
DAY = minute_grid(1_781_992_800.0, 1_781_992_800.0 + 86_400.0)


async def ultraviolet(client, **more):
    response = await client.get("/v1/uv", params=WHERE | more)
    assert response.status_code == 200, response.text
    return response.json()


async def test_aerosol_that_is_given_is_used(client):
    usual, hazy = await ultraviolet(client), await ultraviolet(client, aod_550=1.0)
    assert usual["provenance"]["aod"]["source"] == "climatology"
    assert 0.05 < usual["provenance"]["aod"]["value"] < 0.15
    assert hazy["provenance"]["aod"] == {"value": 1.0, "source": "request"}
    assert hazy["uv"]["uv_index"] < 0.85 * usual["uv"]["uv_index"]
    assert hazy["provenance"]["quality_flags"] == []


async def test_air_thicker_than_the_table_is_flagged(client):
    answer = await ultraviolet(client, aod_550=4.0)
    assert answer["provenance"]["quality_flags"] == ["clear_sky_extrapolated"]
    assert 0 < answer["uv"]["uv_index"] < (await ultraviolet(client, aod_550=1.0))["uv"]["uv_index"]


async def test_a_mountain_has_less_ozone_and_air_above_it(client):
    low, high = [await ultraviolet(client, elevation_m=h) for h in (0, 3000)]
    assert high["provenance"]["ozone"]["du"] == pytest.approx(
        0.9783 * low["provenance"]["ozone"]["du"], abs=0.15
    )
    # Aerosol falls with elevation too, so that the gain is more than that of the air alone.
    assert 1.15 < high["uv"]["uv_index"] / low["uv"]["uv_index"] < 1.35
    assert high["uv"]["vitamin_d_w_m2"] / low["uv"]["vitamin_d_w_m2"] > (
        high["uv"]["uv_index"] / low["uv"]["uv_index"]
    )


def sky(**environment):
    place = place_of(Spot(47.27, 11.39, 600.0))
    known = Environment(**environment)
    return place, clear_curve(place, DAY, known), known


def test_what_is_known_spreads_nothing():
    names = {}
    for given in ({}, {"ozone_du": 320.0}, {"ozone_du": 320.0, "aod_550": 0.1}):
        erythemal, vitamin_d = clear_sky_spreads(*sky(**given))
        assert [s.name for s in erythemal] == [s.name for s in vitamin_d]
        names[len(given)] = [s.name for s in erythemal]
    assert names == {
        0: ["clear_sky_model", "albedo", "aerosol_absorption", "total_ozone", "aerosol"],
        1: ["clear_sky_model", "albedo", "aerosol_absorption", "aerosol"],
        2: ["clear_sky_model", "albedo", "aerosol_absorption"],
    }


def test_uncertain_ozone_and_aerosol_act_as_in_the_spectra():
    erythemal, vitamin_d = clear_sky_spreads(*sky())
    # Ten percent of ozone at a high sun: amplified 1.1-1.3 times for erythema (Madronich 2007:
    # 1.23), and 1.3-1.6 times for vitamin D.
    assert 0.10 < erythemal[3].up < 0.14
    assert erythemal[3].up < vitamin_d[3].up < 0.18
    # More haze takes more than less haze gives.
    assert 0 < erythemal[4].up < erythemal[4].down < 0.10
    # What absorbs takes more than what scatters gives, and both less than the amount does.
    assert 0 < erythemal[2].up < erythemal[2].down < erythemal[4].down


def test_snow_is_less_sure_than_grass():
    grass, snow = (clear_sky_spreads(*sky(surface=s))[0][1] for s in ("grass", "old_snow"))
    # (1 - 0.62 S) / (1 - 0.50 S) with S = 0.38: 6 % down at the 10th percentile.
    assert grass.down < 0.01
    assert 0.03 < snow.down < 0.07


def test_the_polar_night_has_no_spread_to_read():
    place = place_of(Spot(89.0, 0.0, 0.0))
    winter = np.arange(1_797_800_000.0, 1_797_800_000.0 + 86_400.0, 600.0)
    known = Environment()
    erythemal, _ = clear_sky_spreads(place, clear_curve(place, winter, known), known)
    assert [s.name for s in erythemal] == ["clear_sky_model"]


def test_clouds_take_the_beam_first():
    _, curve, _ = sky()
    noon = int(np.argmin(curve.zenith))
    for factor in (1.2, 1.0, 0.7, 0.31, 0.1):
        below = curve.light.below_clouds(factor)
        share, before = (
            light.vitamin_d_direct[noon] / light.vitamin_d[noon] for light in (below, curve.light)
        )
        assert below.vitamin_d[noon] == pytest.approx(factor * curve.light.vitamin_d[noon])
        assert share <= before
        assert np.all(below.erythemal_direct <= below.erythemal)


def question(exposed):
    return Question(SkyQuestion(Spot(47.27, 11.39)), Person(2), exposed)


def test_a_turning_body_gets_its_share_of_beam_and_sky():
    # Upright at noon: direct · tan θ / π + diffuse / 2 + ground / 2, from the parts of the spectra.
    _, curve, _ = sky(surface="asphalt")
    noon = int(np.argmin(curve.zenith))
    stay = Stay.along(Subject.of(question(Exposure(posture="upright"))), curve, curve.light)
    direct = curve.light.vitamin_d_direct[noon]
    diffuse = curve.light.vitamin_d[noon] - direct
    slope = np.tan(np.radians(curve.zenith[noon])) / np.pi
    expected = direct * slope + 0.5 * diffuse + 0.5 * 0.07 * curve.light.vitamin_d[noon]
    assert stay.skin_rate[noon] == pytest.approx(expected)


def test_the_patch_keeps_the_beam_of_a_gap_between_clouds():
    _, curve, _ = sky()
    body = Subject.of(question(Exposure()))
    dim = curve.light.below_clouds(0.4)
    clear_stay, cloudy = (Stay.along(body, curve, light) for light in (curve.light, dim))
    lit = curve.zenith < 85
    ratio = cloudy.patch_rate[lit] / cloudy.burn_rate[lit]
    assert np.allclose(ratio, clear_stay.patch_rate[lit] / clear_stay.burn_rate[lit])


def test_the_day_is_lit_while_the_sun_is_up_and_twilight_counts():
    _, curve, _ = sky()
    twilight = (curve.zenith > 90.0) & (curve.zenith < 93.9)
    assert twilight.any()
    assert np.all(curve.light.erythemal[twilight] > 0)
    assert not curve.lit[twilight].any()
    assert np.all(curve.light.erythemal[curve.zenith > 94.1] == 0)


def test_one_ozone_value_for_one_day():
    _, curve, _ = sky()
    assert np.ptp(curve.ozone_du) == 0
    place = place_of(Spot(47.27, 11.39, 600.0))
    month = np.arange(DAY[0], DAY[0] + 30 * 86_400.0, 3600.0)
    long = clear_curve(place, month, Environment())
    assert np.ptp(long.ozone_du) > 1.0
    # The same physics, folded or point by point.
    first = long.time == DAY[720]
    single = clear_sky.irradiance(
        long.zenith[first], long.ozone_du[first], 600.0, long.aod_550, long.albedo
    )
    assert long.light.vitamin_d[first] * long.light.erythemal[first] > 0
    ratio = long.light.vitamin_d[first] / long.light.erythemal[first]
    assert ratio == pytest.approx(single.vitamin_d / single.erythemal, rel=1e-9)


def test_light_is_read_only():
    with pytest.raises(AttributeError):
        Light(*(np.ones(2) for _ in range(6))).erythemal = np.zeros(2)
