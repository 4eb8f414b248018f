"""Webhooks of an application, and what is sent to them."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from service.webhooks.schedule import EVENTS, Event

_LONGEST_URL = 2048


def _each_once(events: tuple[Event, ...]) -> tuple[Event, ...]:
    if len(set(events)) < len(events):
        raise ValueError("name each event once")
    return events


Subscribed = Annotated[
    tuple[Event, ...],
    Field(strict=False, min_length=1, max_length=len(EVENTS)),
    AfterValidator(_each_once),
]


class WebhookIn(BaseModel):
    """Where to tell what."""

    model_config = ConfigDict(extra="forbid", strict=True)

    url: Annotated[
        str,
        Field(
            min_length=1,
            max_length=_LONGEST_URL,
            description="`https://`, a public host, port 443 or 1024 and above; no name, password "
            "or fragment. Redirects are not followed.",
            examples=["https://app.example/hooks/solferol"],
        ),
    ]
    events: Subscribed


class WebhookOut(BaseModel):
    """A webhook; its secret is not shown again."""

    id: str
    url: str
    events: list[Event]
    created_at: datetime


class WebhookCreated(WebhookOut):
    """A new webhook."""

    secret: Annotated[str, Field(description="Shown this once; messages are signed with it.")]


class WebhooksOut(BaseModel):
    """All webhooks of an application."""

    webhooks: list[WebhookOut]


class SecretOut(BaseModel):
    """A new secret."""

    secret: str
    older_until: Annotated[
        datetime, Field(description="Until then messages are signed with the older one too.")
    ]


def _shown(
    event: str,
    said: dict[str, JsonValue],
    user_id: str = "ccbb3d20-3f58-595d-97d1-0d8482142ff4",
) -> ConfigDict:
    """Show a message of an event in the description of the contract."""
    message: dict[str, JsonValue] = {
        "type": event,
        "timestamp": "2026-06-12T10:00:00.000Z",
        "data": {"user_id": user_id, **said},
    }
    return ConfigDict(json_schema_extra={"examples": [message]})


class DayUpdatedData(BaseModel):
    """Which day; ask `GET /v1/users/{user_id}/days` what it is like now."""

    model_config = ConfigDict(extra="allow")

    user_id: str
    date: date


class DayUpdated(BaseModel):
    """The totals of a day have changed."""

    model_config = _shown("exposure.day.updated", {"date": "2026-06-12"})

    type: Literal["exposure.day.updated"]
    timestamp: datetime
    data: DayUpdatedData


class BurnWarningData(BaseModel):
    """Who, when, and how far it has come."""

    user_id: str
    date: date
    level: Annotated[
        Literal["limit", "burn"],
        Field(
            description="`limit`: the most exposed skin of somebody who burns soonest has half of "
            "its dose; `burn`: it has all."
        ),
    ]


class BurnWarning(BaseModel):
    """Somebody is about to burn, or has. Not sent any more an hour later."""

    model_config = _shown("burn.warning", {"date": "2026-06-12", "level": "limit"})

    type: Literal["burn.warning"]
    timestamp: datetime
    data: BurnWarningData


class WebhookTestData(BaseModel):
    """Of nobody."""

    user_id: Annotated[str, Field(description="That of nobody: zeros.")]


class WebhookTest(BaseModel):
    """Means nothing."""

    model_config = _shown("webhook.test", {}, user_id="00000000-0000-0000-0000-000000000000")

    type: Literal["webhook.test"]
    timestamp: datetime
    data: WebhookTestData
