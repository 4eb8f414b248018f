"""What an app does with the client for Python: checked by mypy, run against a server."""

import os
import time
import uuid
from datetime import UTC, datetime, timedelta

from solferol_client import AuthenticatedClient, Client
from solferol_client.api.day import get_day
from solferol_client.api.days import list_days
from solferol_client.api.estimates import create_estimate
from solferol_client.api.samples import get_changes, send_samples
from solferol_client.api.users import create_user, grant_token, replace_profile
from solferol_client.models.batch_result import BatchResult
from solferol_client.models.changes_out import ChangesOut
from solferol_client.models.clothing import Clothing
from solferol_client.models.clothing_by_season import ClothingBySeason
from solferol_client.models.consent_in import ConsentIn
from solferol_client.models.day_out import DayOut
from solferol_client.models.day_totals_out import DayTotalsOut
from solferol_client.models.days_out import DaysOut
from solferol_client.models.estimate_in import EstimateIn
from solferol_client.models.estimate_out import EstimateOut
from solferol_client.models.exposure_in import ExposureIn
from solferol_client.models.home_in import HomeIn
from solferol_client.models.location_in import LocationIn
from solferol_client.models.problem import Problem
from solferol_client.models.profile_in import ProfileIn
from solferol_client.models.samples_in import SamplesIn
from solferol_client.models.skin_in import SkinIn
from solferol_client.models.time_in_daylight import TimeInDaylight
from solferol_client.models.time_in_daylight_metadata import TimeInDaylightMetadata
from solferol_client.models.time_in_daylight_unit import TimeInDaylightUnit
from solferol_client.models.token_in import TokenIn
from solferol_client.models.token_out import TokenOut
from solferol_client.models.user_in import UserIn
from solferol_client.models.user_out import UserOut
from solferol_client.models.uv_source import UvSource

URL, KEY = os.environ["SOLFEROL_URL"], os.environ["SOLFEROL_KEY"]
START = datetime(2026, 6, 12, 10, 30, tzinfo=UTC)
BERLIN = LocationIn(latitude=52.52, longitude=13.41)
DAYS_S = 40


def ask(client: Client) -> None:
    """Ask one question, and the same wrongly."""
    question = EstimateIn(
        location=BERLIN, skin=SkinIn(fitzpatrick=2), start=START, uv_source=UvSource.CLEAR_SKY,
        exposure=ExposureIn(clothing=Clothing.T_SHIRT_SHORTS),
    )  # fmt: skip
    answer = create_estimate.sync(client=client, body=question)
    assert isinstance(answer, EstimateOut), answer
    assert answer.burn.minutes is not None
    assert answer.burn.minutes.low is not None
    assert 5 < answer.burn.minutes.low < 60
    question.skin.fitzpatrick = 9
    problem = create_estimate.sync(client=client, body=question)
    assert isinstance(problem, Problem), problem
    assert problem.status == 422
    assert [error.pointer for error in problem.errors] == ["#/skin/fitzpatrick"]


def see_the_day(client: Client) -> None:
    """Read a day as a curve, at noon of which the sun is high."""
    answer = get_day.sync(
        client=client, latitude=52.52, longitude=13.41, skin_type=2, date=START.date(),
        step_minutes=30, uv_source=UvSource.CLEAR_SKY,
    )  # fmt: skip
    assert isinstance(answer, DayOut), answer
    assert answer.timezone == "Europe/Berlin"
    highest = max(answer.points, key=lambda point: point.sun_elevation_deg)
    assert highest.sun_elevation_deg > 60
    assert highest.uv_index > 5


def make_user(app: AuthenticatedClient) -> tuple[str, AuthenticatedClient]:
    """Make a user who agrees, and let a device of the user in."""
    agreed = [ConsentIn(purpose="exposure_tracking", version="1")]
    user = create_user.sync(client=app, body=UserIn(consents=agreed))
    assert isinstance(user, UserOut), user
    token = grant_token.sync(user.id, client=app, body=TokenIn(device_id="watch"))
    assert isinstance(token, TokenOut), token
    return user.id, AuthenticatedClient(base_url=URL, token=token.access_token)


def sync(user_id: str, device: AuthenticatedClient) -> None:
    """Tell who the user is, send an hour outdoors twice, and read the day it made."""
    summer = ClothingBySeason(spring=Clothing.T_SHIRT_SHORTS, summer=Clothing.T_SHIRT_SHORTS)
    profile = ProfileIn(
        fitzpatrick=2, clothing=summer, timezone="Europe/Berlin",
        home=HomeIn(latitude=52.52, longitude=13.41),
    )  # fmt: skip
    changed = replace_profile.sync(user_id, client=device, body=profile)
    assert isinstance(changed, UserOut), changed
    assert changed.profile.fitzpatrick == 2
    assert changed.profile.weight_kg is None
    noon = (datetime.now(UTC) - timedelta(days=2)).replace(hour=11, minute=0, second=0)
    item = TimeInDaylight(
        id=str(uuid.uuid4()), type_="time_in_daylight", unit=TimeInDaylightUnit.MIN, value=60.0,
        start=noon, end=noon + timedelta(hours=1),
        metadata=TimeInDaylightMetadata.from_dict({"source": "scenario", "steps": 6000}),
    )  # fmt: skip
    for expected in ("created", "unchanged"):
        taken = send_samples.sync(user_id, client=device, body=SamplesIn(items=[item]))
        assert isinstance(taken, BatchResult), taken
        assert [result.status.value for result in taken.results] == [expected]
    changes = get_changes.sync(user_id, client=device)
    assert isinstance(changes, ChangesOut), changes
    assert [(sample.id, sample.value) for sample in changes.changes] == [(item.id, 60.0)]
    day = computed_day(user_id, device)
    assert day.date == noon.date()
    assert day.minutes_outdoors == 60
    assert day.vitamin_d_iu is not None


def computed_day(user_id: str, device: AuthenticatedClient) -> DayTotalsOut:
    """Wait until the day is worked out."""
    until = time.monotonic() + DAYS_S
    while time.monotonic() < until:
        days = list_days.sync(user_id, client=device)
        assert isinstance(days, DaysOut), days
        if days.days and not days.pending:
            return days.days[0]
        time.sleep(0.2)
    raise AssertionError("the day was not worked out")


def refuse(user_id: str) -> None:
    """Come with a token that is none."""
    stranger = AuthenticatedClient(base_url=URL, token="none")
    problem = list_days.sync(user_id, client=stranger)
    assert isinstance(problem, Problem), problem
    assert problem.status == 401


def main() -> None:
    """Do what an app does."""
    anyone = Client(base_url=URL)
    ask(anyone)
    see_the_day(anyone)
    user_id, device = make_user(AuthenticatedClient(base_url=URL, token=KEY))
    sync(user_id, device)
    refuse(user_id)
    print("python: scenario done")


if __name__ == "__main__":
    main()
