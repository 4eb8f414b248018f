"""A user with something of everything, and a valid request of every operation of the contract."""

import functools
import re
import uuid

from sqlalchemy import select

from service.app import _outside, create_app
from service.exposures.working import work_out_days
from service.routes.webhooks import resolver
from service.settings import Settings
from service.storage.tables import OF_USER, webhooks
from tests.syncing import ZURICH, Device, bearer, daylight, deletion

MARK = "sentinel"
"""In everything that the owner has stored, and so in no answer to anybody else."""
TRACK = (
    b'<?xml version="1.0"?><gpx version="1.1" creator="sentinel"><trk><trkseg>'
    b'<trkpt lat="47.37" lon="8.54"><time>2026-06-20T08:00:00Z</time></trkpt>'
    b"</trkseg></trk></gpx>"
)
_CAPITAL = re.compile(r"\{(\w+)\}")


class Owner:
    """A user with something of everything, and the request that is made of each operation."""

    def __init__(self, service, key, device, names):
        self.service, self.key, self.device, self.names = service, key, device, names

    @classmethod
    async def of(cls, service):
        service.app.dependency_overrides[resolver] = lambda: _somewhere_public
        key = await service.key(f"{MARK}-{uuid.uuid4()}")
        user_id = await service.user(
            key,
            profile={
                "fitzpatrick": 2,
                "med_j_m2": 317.625,
                "home": {"latitude": 47.37, "longitude": 8.54},
            },
            consents=[{"purpose": "exposure_tracking", "version": MARK}],
        )
        granted = await service.grant(key, user_id, f"{MARK}-watch")
        device = Device(service, key, user_id, granted["access_token"])
        await device.send(
            daylight(1, metadata={"note": MARK}, location=ZURICH),
            deletion(2),
            device={"id": f"{MARK}-watch"},
        )
        async with _outside(Settings(uv_providers=(), geocoding=False), service.clock) as world:
            await work_out_days(service.records, world, user_id)
        taken = await device.ask("POST", "/imports", content=TRACK)
        assert taken.status_code == 202, taken.text
        hook = await service.http.post(
            "/v1/webhooks",
            json={"url": f"https://{MARK}.example/hook", "events": ["burn.warning"]},
            headers=bearer(key),
        )
        assert hook.status_code == 201, hook.text
        names = {
            "user_id": user_id,
            "grant_id": granted["grant_id"],
            "import_id": taken.json()["id"],
            "webhook_id": hook.json()["id"],
        }
        return cls(service, key, device, names)

    def address(self, operation):
        path = operation.path
        for name in _CAPITAL.findall(path):
            value = self.names.get(name) or operation.parameter(name)
            path = path.replace(f"{{{name}}}", str(value))
        return path

    async def rows(self):
        """Everything that is stored of it."""
        stored = {
            table.name: sorted(
                map(repr, await self.service.rows(table, self.device.user_id)), key=str
            )
            for table in OF_USER
        }
        async with self.service.database.reading() as connection:
            found = await connection.execute(
                select(webhooks).where(webhooks.c.webhook_id == self.names["webhook_id"])
            )
            return stored | {"webhooks": [repr(row) for row in found]}


async def _somewhere_public(_host, _port=443):
    return ["93.184.216.34"]


class Operation:
    """A method at a path, and a valid request of it."""

    def __init__(self, path, method, described, document):
        self.path, self.method = path, method.upper()
        self._described, self._document = described, document
        needed = described.get("security")
        self.is_private = (bool(needed) and {} not in needed) or "{user_id}" in path
        self.names_something = "{" in path

    def __repr__(self):
        return f"{self.method} {self.path}"

    def tells_of(self, status):
        """Whether the contract says that it may answer so."""
        return str(status) in self._described["responses"]

    @property
    def takes_body(self):
        return "requestBody" in self._described

    def parameter(self, name):
        (found,) = [each for each in self._described["parameters"] if each["name"] == name]
        return self._example(found["schema"])

    def request(self):
        """Arguments for a client."""
        how = {}
        params = {
            each["name"]: self._example(each["schema"])
            for each in self._described.get("parameters", ())
            if each["in"] == "query" and each.get("required")
        }
        content = self._described.get("requestBody", {}).get("content", {})
        if "application/json" in content:
            how["json"] = self._example(content["application/json"]["schema"])
        elif content:
            how["content"] = TRACK
        return how | {"params": params}

    def _example(self, schema):
        while "$ref" in schema:
            schema = self._document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        for name in ("anyOf", "oneOf", "allOf"):
            if name in schema:
                return self._example(schema[name][0])
        if schema.get("examples"):
            return schema["examples"][0]
        if "const" in schema or "enum" in schema:
            return schema.get("const") or schema["enum"][0]
        return getattr(self, "_" + schema["type"])(schema)

    def _object(self, schema):
        properties = schema.get("properties", {})
        return {name: self._example(properties[name]) for name in schema.get("required", ())}

    def _array(self, schema):
        return [self._example(schema["items"])]

    def _string(self, schema):
        if "[0-9a-f]{8}" in schema.get("pattern", ""):
            return str(uuid.UUID(int=7))
        formats = {"date": "2026-06-20", "date-time": "2026-06-20T08:00:00Z"}
        return formats.get(schema.get("format"), "x" * max(1, schema.get("minLength", 1)))

    def _number(self, schema):
        return min(max(1, schema.get("minimum", 1)), schema.get("maximum", 1))

    _integer = _number

    def _boolean(self, _schema):
        return False


@functools.cache
def _document():
    return create_app(Settings(uv_providers=())).openapi()


def operations(service):
    """List all operations of a service."""
    # Making the document takes as long as everything that is asked.
    service.app.openapi_schema = document = _document()
    return [
        Operation(path, method, described, document)
        for path, methods in document["paths"].items()
        for method, described in methods.items()
    ]
