"""Users, their profile and choices, their devices' tokens."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from models.body import ClothingName
from models.posture import Posture
from service.access.callers import Scope
from service.questions import Caution
from service.samples import SampleType
from service.schemas.fields import Fitzpatrick, Height, Ita, Latitude, Longitude, Med, Weight
from service.schemas.samples import Word, Zone
from service.schemas.values import whole_number
from service.syncing.coarse import DEFAULT_PRECISION, Precision

_LONGEST_RETENTION = 3653
_BirthYear = Annotated[
    int,
    Field(ge=1900, le=2100),
    BeforeValidator(whole_number, json_schema_input_type=Annotated[int, Field(ge=1900, le=2100)]),
]
_Days = Annotated[
    int,
    Field(ge=1, le=_LONGEST_RETENTION),
    BeforeValidator(
        whole_number, json_schema_input_type=Annotated[int, Field(ge=1, le=_LONGEST_RETENTION)]
    ),
]
Purpose = Literal["exposure_tracking"]
DeviceScope = Literal["profile", "samples:write", "samples:read"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class HomeIn(_Strict):
    """Where a user usually is; kept as coarse as other places."""

    latitude: Latitude
    longitude: Longitude


class ClothingBySeason(_Strict):
    """What is usually worn."""

    spring: ClothingName | None = None
    summer: ClothingName | None = None
    autumn: ClothingName | None = None
    winter: ClothingName | None = None


class ProfileIn(_Strict):
    """What days are worked out with; nothing has to be told, and what is not is not assumed."""

    fitzpatrick: Fitzpatrick | None = None
    med_j_m2: Med = None
    ita_deg: Ita = None
    birth_year: _BirthYear | None = None
    height_cm: Height = None
    weight_kg: Weight = None
    cautions: Annotated[tuple[Caution, ...], Field(strict=False, max_length=32)] = ()
    home: HomeIn | None = None
    timezone: Zone | None = None
    clothing: ClothingBySeason | None = None
    posture: Posture | None = None


class PrivacyIn(_Strict):
    """How exactly and how long things are kept."""

    precision: Annotated[
        Precision, Field(description="0.0001, 0.01, 0.1 or 0.5 degrees; altitude likewise.")
    ] = DEFAULT_PRECISION
    retention_days: Annotated[
        dict[SampleType, _Days],
        Field(description="By type; locations 90 days, everything else until it is erased."),
    ] = {}


class ConsentIn(_Strict):
    """That a user agreed, to which words."""

    purpose: Purpose
    version: Word


class UserIn(_Strict):
    """A new user of an application."""

    external_id: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=200,
            description="Name the application has for the user; not kept. With it the same user "
            "is answered each time.",
        ),
    ] = None
    profile: ProfileIn = ProfileIn()
    privacy: PrivacyIn = PrivacyIn()
    consents: Annotated[list[ConsentIn], Field(max_length=8)] = []


def _all_there(schema: dict[str, Any]) -> None:
    schema["required"] = list(schema["properties"])
    for field in schema["properties"].values():
        field.pop("default", None)


class ProfileOut(ProfileIn):
    """What days are worked out with; null is what was not told."""

    model_config = ConfigDict(json_schema_extra=_all_there)


class UserOut(BaseModel):
    """A user, with profile and choices."""

    id: str
    created_at: datetime
    profile: ProfileOut
    privacy: PrivacyIn


class ConsentOut(BaseModel):
    """A consent, in force or withdrawn."""

    id: str
    purpose: str
    version: str
    given_at: datetime
    withdrawn_at: datetime | None


class ConsentsOut(BaseModel):
    """Consents, the oldest first."""

    consents: list[ConsentOut]


class AccessOut(BaseModel):
    """That somebody did something with the data of the user."""

    at: datetime
    actor: Annotated[str, Field(description="`key:` or `device:`, and which.")]
    action: Annotated[str, Field(description="`operationId` of what was asked.")]
    request_id: str


class AccessesOut(BaseModel):
    """What was done, the newest first."""

    entries: list[AccessOut]


class TokenIn(_Strict):
    """A device that is let in."""

    device_id: Word
    scopes: Annotated[
        list[DeviceScope] | None,
        Field(
            min_length=1,
            max_length=3,
            description="All three if absent, of a door `samples:write` alone.",
        ),
    ] = None
    door: Annotated[
        bool,
        Field(description="One lasting token, for apps that can only be given a fixed secret."),
    ] = False


class RefreshIn(_Strict):
    """A refresh token to be exchanged; it is good once."""

    refresh_token: Annotated[str, Field(min_length=1, max_length=300)]


class TokenOut(BaseModel):
    """Tokens, shown once."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: Annotated[int, Field(description="Lifetime of the access token. [s]")]
    refresh_token: Annotated[
        str | None, Field(description="Good once; null where the access token is a door's.")
    ]
    grant_id: Annotated[str, Field(description="By which the device is shut out again.")]
    device_id: str
    scopes: list[Scope]


class DeviceOut(BaseModel):
    """A device that has sent something, or may."""

    device_id: str
    info: Annotated[dict[str, str], Field(description="What it told of itself.")]
    seen_at: datetime | None
    grants: Annotated[list[str], Field(description="Ids of what lets it in.")]


class DevicesOut(BaseModel):
    """Devices of a user."""

    devices: list[DeviceOut]
