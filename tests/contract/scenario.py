"""
What an application, a user's watch and strangers ask one after the other: examples with a memory.

Credentials are written as variables of a shell, and ids come from the answers to earlier steps.
"""

import contextlib
import hashlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from service.exposures.working import work_out_days
from service.storage import reply_rows
from service.syncing import cursors
from service.world import world_alone

APP = {"authorization": "Bearer $APP_KEY"}
WATCH = {"authorization": "Bearer $DEVICE_TOKEN"}
DOOR = {"authorization": "Bearer $DOOR_TOKEN"}
JSON_LINES = {"content-type": "application/x-ndjson"}
A_FILE = {"content-type": "application/octet-stream"}
ZURICH = {"lat": 47.3744, "lon": 8.5411, "alt_m": 431, "acc_m": 12}
MINUTES_ID = "0198f7c2-5c1e-7d0b-9a51-000000000001"
INDEX_ID = "0198f7c2-5c1e-7d0b-9a51-000000000002"
NOBODY = "00000000-0000-7000-8000-000000000000"
A_WALK = """\
<?xml version="1.0"?>
<gpx version="1.1" creator="example" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>
<trkpt lat="47.3744" lon="8.5411"><time>2026-06-11T10:00:00Z</time></trkpt>
<trkpt lat="47.3760" lon="8.5440"><time>2026-06-11T10:10:00Z</time></trkpt>
<trkpt lat="47.3781" lon="8.5402"><time>2026-06-11T10:20:00Z</time></trkpt>
</trkseg></trk></gpx>
"""


@dataclass(frozen=True)
class Step:
    """One request, and what is known from its answer."""

    name: str
    method: str
    path: str
    headers: dict = field(default_factory=dict)
    query: dict | None = None
    body: Any = None
    text: str | None = None
    body_bytes: int | None = None
    """Size of a body that is too long to be shown."""
    learn: dict = field(default_factory=dict)
    """Names that later steps use, and the fields of the answer in which they stand."""
    around: Callable[[Any, dict], Any] | None = None
    """What has to be so while it is asked."""
    before: Callable[[Any, dict], Awaitable[None]] | None = None


async def work_out(service, known):
    """Do what is done beside the service."""
    await work_out_days(service.records, world_alone(service.clock), known["user"])


async def read_the_walk(service, known):
    importing = service.app.state.importing
    await importing._read(await importing._queue.get())


async def hold_a_key(service, known):
    """As if a request with this key were being answered."""
    digest = hashlib.sha256(b'{"items":[]}').digest()
    async with service.database.writing() as connection:
        await reply_rows.reserve(connection, known["user"], "once", digest, service.clock.ms)


async def stop_the_service(service, known):
    service.app.state.readiness.draining = True


@contextlib.contextmanager
def a_fault(service, known):
    log = logging.getLogger("solferol.http")
    with (
        patch("service.routes.estimates.estimate", side_effect=RuntimeError("an example")),
        patch.object(log, "disabled", new=True),
    ):
        yield


MINUTES = {
    "id": MINUTES_ID, "type": "time_in_daylight", "start": "2026-06-11T10:00:00Z",
    "end": "2026-06-11T10:30:00Z", "value": 30, "unit": "min", "location": ZURICH,
}  # fmt: skip
INDEX = {
    "id": INDEX_ID, "type": "uv_index", "start": "2026-06-11T10:15:00Z", "value": 6.2,
    "unit": "UVI", "location": ZURICH,
}  # fmt: skip
LINES = """\
{"device": {"id": "watch", "type": "watch"}, "sent_at": "2026-06-12T10:00:00Z"}
{"id": "0198f7c2-5c1e-7d0b-9a51-000000000003", "type": "intake", \
"start": "2026-06-12T07:00:00Z", "value": 25, "unit": "ug"}
{"id": "0198f7c2-5c1e-7d0b-9a51-000000000004", "type": "uv_index", \
"start": "2026-06-12T09:00:00Z", "value": -3, "unit": "UVI"}
"""
PROFILE = {
    "fitzpatrick": 2, "birth_year": 1991, "height_cm": 175, "weight_kg": 70,
    "home": {"latitude": 47.37, "longitude": 8.54}, "timezone": "Europe/Zurich",
    "clothing": {"summer": "t_shirt_shorts", "winter": "covered"}, "posture": "upright",
}  # fmt: skip
USER, HOOK = "/v1/users/{user}", "/v1/webhooks/{webhook}"
STEPS = (
    Step(
        "user-created", "POST", "/v1/users", APP,
        body={
            "external_id": "customer-4711", "profile": PROFILE,
            "consents": [{"purpose": "exposure_tracking", "version": "2026-05"}],
        },
        learn={"user": "id"},
    ),
    Step(
        "user-known-already", "POST", "/v1/users", APP, body={"external_id": "customer-4711"},
    ),
    Step(
        "error-born-in-the-future", "POST", "/v1/users", APP,
        body={"profile": {"birth_year": 2030}},
    ),
    Step("user-shown", "GET", USER, APP),
    Step("usage-read", "GET", "/v1/usage", APP, query={"days": 7}),
    Step("profile-replaced", "PUT", USER + "/profile", APP, body=PROFILE | {"cautions": ["lupus"]}),
    Step(
        "privacy-chosen", "PUT", USER + "/privacy", APP,
        body={"precision": "1km", "retention_days": {"location": 30}},
    ),
    Step(
        "consent-given", "POST", USER + "/consents", APP,
        body={"purpose": "exposure_tracking", "version": "2026-06"},
    ),
    Step("consents-shown", "GET", USER + "/consents", APP),
    Step(
        "device-let-in", "POST", USER + "/tokens", APP, body={"device_id": "watch"},
        learn={
            "grant": "grant_id", "DEVICE_TOKEN": "access_token", "REFRESH_TOKEN": "refresh_token",
        },
    ),
    Step(
        "door-opened", "POST", USER + "/tokens", APP, body={"device_id": "phone", "door": True},
        learn={"door": "grant_id", "DOOR_TOKEN": "access_token"},
    ),
    Step(
        "samples-sent", "POST", USER + "/samples:batch", WATCH,
        body={
            "device": {"id": "watch", "type": "watch"}, "sent_at": "2026-06-12T10:00:00Z",
            "items": [MINUTES, INDEX],
        },
    ),
    Step("samples-sent-as-lines", "POST", USER + "/samples:batch", WATCH | JSON_LINES, text=LINES),
    Step(
        "error-key-in-use", "POST", USER + "/samples:batch",
        WATCH | {"idempotency-key": "once"}, body={"items": []}, before=hold_a_key,
    ),
    Step(
        "error-samples-as-xml", "POST", USER + "/samples:batch",
        WATCH | {"content-type": "application/xml"}, text="<samples/>",
    ),
    Step("error-no-list-of-items", "POST", USER + "/samples:batch", WATCH, body={"item": {}}),
    Step("changes-read", "GET", USER + "/changes", WATCH),
    Step("changes-read-again", "GET", USER + "/changes", WATCH, {"cursor": cursors.written(1, 0)}),
    Step(
        "error-cursor-expired", "GET", USER + "/changes", WATCH, {"cursor": cursors.written(99, 0)},
    ),
    Step("error-cursor-invalid", "GET", USER + "/changes", WATCH, {"cursor": "yesterday"}),
    Step("samples-read", "GET", USER + "/samples", WATCH, {"type": "uv_index"}),
    Step(
        "error-samples-of-no-time", "GET", USER + "/samples", WATCH,
        {"start": "2026-06-12T00:00:00Z", "end": "2026-06-11T00:00:00Z"},
    ),
    Step(
        "place-by-owntracks", "POST", "/v1/owntracks", DOOR,
        body={
            "_type": "location", "lat": 47.37, "lon": 8.54, "tst": 1781254800, "acc": 12,
            "tid": "ph",
        },
    ),
    Step(
        "places-by-overland", "POST", "/v1/overland", DOOR,
        body={
            "locations": [
                {
                    "type": "Feature",
                    "geometry": {"type": "Point", "coordinates": [8.54, 47.37]},
                    "properties": {
                        "timestamp": "2026-06-12T09:05:00Z", "horizontal_accuracy": 8,
                        "motion": ["walking"], "device_id": "phone",
                    },
                }
            ]
        },
    ),
    Step(
        "error-door-for-an-application", "POST", "/v1/overland", APP, body={"locations": []},
    ),
    Step("days-read", "GET", USER + "/days", WATCH, {"start": "2026-06-11", "end": "2026-06-12"},
         before=work_out),
    Step("day-read", "GET", USER + "/days/2026-06-11", WATCH),
    Step("error-no-such-day", "GET", USER + "/days/2020-01-01", WATCH),
    Step("error-day-invalid", "GET", USER + "/days/yesterday", WATCH),
    Step("error-days-backwards", "GET", USER + "/days", WATCH,
         {"start": "2026-06-12", "end": "2026-06-11"}),
    Step("import-taken", "POST", USER + "/imports", WATCH | A_FILE, text=A_WALK,
         learn={"import": "id"}),
    Step("error-import-empty", "POST", USER + "/imports", WATCH | A_FILE, text=""),
    Step("error-import-too-large", "POST", USER + "/imports", WATCH | A_FILE, body_bytes=1_000_001),
    Step("import-done", "GET", USER + "/imports/{import}", WATCH, before=read_the_walk),
    Step("imports-shown", "GET", USER + "/imports", WATCH),
    Step("error-no-such-import", "GET", USER + f"/imports/{NOBODY}", WATCH),
    Step(
        "status-by-records", "GET", USER + "/status", WATCH,
    ),
    Step(
        "status-with-habit", "POST", USER + "/status", WATCH,
        body={"habit": {"outings_per_week": 5, "minutes": 30, "clothing": "t_shirt_shorts"}},
    ),
    Step("export-as-zip", "GET", USER + "/export", WATCH),
    Step("export-as-lines", "GET", USER + "/export", WATCH, {"format": "ndjson"}),
    Step("export-as-table", "GET", USER + "/export", WATCH, {"format": "csv"}),
    Step("export-as-fhir", "GET", USER + "/export", WATCH, {"format": "fhir"}),
    Step("error-export-format", "GET", USER + "/export", WATCH, {"format": "pdf"}),
    Step("observations-found", "GET", USER + "/fhir/Observation", WATCH,
         {"date": ["ge2026-06-11"], "_count": 2}),
    Step("error-observations-date", "GET", USER + "/fhir/Observation", WATCH, {"date": "summer"}),
    Step("access-log-read", "GET", USER + "/access-log", WATCH, {"limit": 5}),
    Step("devices-shown", "GET", USER + "/devices", WATCH),
    Step("token-refreshed", "POST", "/v1/tokens:refresh", body={"refresh_token": "$REFRESH_TOKEN"},
         learn={"DEVICE_TOKEN": "access_token"}),
    Step("error-refresh-token-unknown", "POST", "/v1/tokens:refresh",
         body={"refresh_token": "sol_rt_unknown"}),
    Step("error-not-identified", "GET", USER),
    Step("error-not-allowed", "POST", USER + "/tokens", WATCH, body={"device_id": "ring"}),
    Step("error-somebody-else", "GET", f"/v1/users/{NOBODY}", WATCH),
    Step("error-no-such-user", "GET", f"/v1/users/{NOBODY}", APP),
    Step("webhook-added", "POST", "/v1/webhooks", APP,
         body={"url": "https://app.example/hooks/solferol",
               "events": ["exposure.day.updated", "burn.warning"]},
         learn={"webhook": "id", "WEBHOOK_SECRET": "secret"}),
    Step("error-webhook-is-there", "POST", "/v1/webhooks", APP,
         body={"url": "https://app.example/hooks/solferol", "events": ["burn.warning"]}),
    Step("error-webhook-not-secure", "POST", "/v1/webhooks", APP,
         body={"url": "http://app.example/hooks/solferol", "events": ["burn.warning"]}),
    Step("webhooks-shown", "GET", "/v1/webhooks", APP),
    Step("error-webhooks-of-a-watch", "GET", "/v1/webhooks", WATCH),
    Step("webhook-secret-exchanged", "POST", HOOK + "/rotate", APP),
    Step("webhook-tried", "POST", HOOK + "/test", APP),
    Step("webhook-removed", "DELETE", HOOK, APP),
    Step("error-no-such-webhook", "DELETE", HOOK, APP),
    Step("device-shut-out", "DELETE", USER + "/tokens/{grant}", APP),
    Step("error-no-such-grant", "DELETE", USER + f"/tokens/{NOBODY}", APP),
    Step("consent-withdrawn", "DELETE", USER + "/consents/exposure_tracking", APP),
    Step("error-no-consent", "POST", USER + "/samples:batch", APP, body={"items": [MINUTES]}),
    Step("user-erased", "DELETE", USER, APP),
    Step("error-user-erased", "GET", USER, APP),
    Step(
        "error-external-id-erased", "POST", "/v1/users", APP, body={"external_id": "customer-4711"},
    ),
    Step("error-fault", "POST", "/v1/estimates",
         body={"location": {"latitude": 52.52, "longitude": 13.41}, "skin": {"fitzpatrick": 2}},
         around=a_fault),
    Step("error-body-too-large", "POST", "/v1/estimates", {"content-type": "application/json"},
         body_bytes=65_537),
    Step("error-body-as-form", "POST", "/v1/estimates",
         {"content-type": "application/x-www-form-urlencoded"}, text="latitude=52.52"),
    Step("health-stopping", "GET", "/health/ready", before=stop_the_service),
)  # fmt: skip
