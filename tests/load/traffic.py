"""What many people ask at the same time, with what each answer has to say to be theirs."""

import itertools
import json
import random
import time
import uuid
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from tests.load.driving import Question

JSON = {"content-type": "application/json"}
MIXED = {
    "estimates": 30, "estimate": 15, "uv": 15, "day": 8, "batch": 4, "page": 4,
    "send": 8, "days": 5, "changes": 5, "live": 6,
}  # fmt: skip
"""How often each is asked, of a hundred."""
OF_NOBODY = {kind: n for kind, n in MIXED.items() if kind not in {"send", "days", "changes"}}
OF_A_BATCH = 5
OF_A_PAGE = 400
_SPACE = uuid.UUID(int=64)


class Traffic:
    """An endless mix of questions; ``iter`` gives them."""

    def __init__(
        self, users=(), mix=None, *, seed=1, places=None, start=None, unchanging=True, look=None
    ):
        """
        ``users`` are ids with tokens, ``start`` is when everybody goes out.

        ``unchanging`` says that a tag that came stays good, and ``look`` is shown every estimate.
        """
        self._draw = random.Random(seed)  # noqa: S311
        self._users, self._mix = users, mix or (MIXED if users else OF_NOBODY)
        self._places = places(self._draw) if places else self._anywhere
        self._start = {} if start is None else {"start": start.isoformat()}
        self._unchanging, self._look = unchanging, look or (lambda answer: None)
        self._tags = {}
        self._numbers = itertools.count(1)
        self.sent = {user_id: {} for user_id, _ in users}
        """What was acknowledged, by user."""
        self._whose = {}

    def __iter__(self):
        kinds = list(self._mix)
        weights = list(self._mix.values())
        while True:
            (kind,) = self._draw.choices(kinds, weights)
            yield getattr(self, f"_{kind}")()

    def _anywhere(self):
        place = self._draw.uniform(-55.0, 65.0), self._draw.uniform(-179.0, 179.0)
        return tuple(round(degrees, 4) for degrees in place)

    def _live(self):
        return Question("live", "/health/live")

    def _asked(self):
        latitude, longitude = self._places()
        return {
            "location": {"latitude": latitude, "longitude": longitude},
            "skin": {"fitzpatrick": self._draw.randint(1, 6)},
            **self._start,
        }

    def _estimates(self):
        body = self._asked()

        def check(answer):
            self._is_of(answer.json, body["location"])

        return Question("estimates", "/v1/estimates", "POST", as_json(body), JSON, check)

    def _is_of(self, estimate, location):
        found = estimate["location"]
        assert {name: found[name] for name in location} == location, "of another place"
        self._look(estimate)

    def _query(self, **more):
        latitude, longitude = self._places()
        location = {"latitude": latitude, "longitude": longitude}
        return location, urlencode(location | more)

    def _estimate(self):
        """Half of them asked before, with the tag that came."""
        if self._tags and self._draw.random() < 0.5:
            location, query = self._draw.choice(list(self._tags))
            headers = {"if-none-match": self._tags[location, query]}
        else:
            now = {"start": datetime.now(UTC).replace(microsecond=0).isoformat()}
            more = now | self._start
            _, query = self._query(skin_type=self._draw.randint(1, 6), **more)
            headers = {}

        def check(answer):
            values = dict(part.split("=") for part in query.split("&"))
            location = {name: float(values[name]) for name in ("latitude", "longitude")}
            self._is_of(answer.json, location)
            if len(self._tags) < 200:
                self._tags[tuple(location.items()), query] = answer.headers["etag"]

        unchanged = {304} if headers and self._unchanging else {200, 304} if headers else {200}
        path = f"/v1/estimate?{query}"
        return Question("estimate", path, "GET", b"", headers, check, frozenset(unchanged))

    def _uv(self):
        location, query = self._query(**({"time": self._start["start"]} if self._start else {}))
        return Question(
            "uv", f"/v1/uv?{query}", check=lambda answer: self._is_of(answer.json, location)
        )

    def _day(self):
        location, query = self._query(skin_type=self._draw.randint(1, 6), **self._start)
        return Question(
            "day", f"/v1/day?{query}", check=lambda answer: self._is_of(answer.json, location)
        )

    def _batch(self):
        items = [self._asked() for _ in range(OF_A_BATCH)]

        def check(answer):
            found = answer.json["items"]
            assert len(found) == len(items)
            for index, (each, item) in enumerate(zip(found, items, strict=True)):
                assert (each["index"], each["status"]) == (index, "ok"), each
                self._is_of(each["estimate"], item["location"])

        return Question(
            "batch", "/v1/estimates:batch", "POST", as_json({"items": items}), JSON, check
        )

    def _page(self):
        location, query = self._query(skin_type=self._draw.randint(1, 6))

        def check(answer):
            for degrees in location.values():
                assert f'value="{degrees}"' in answer.body.decode(), "a page of another place"

        # Compressed, as browsers ask for it.
        return Question("page", f"/?{query}", headers={"accept-encoding": "gzip"}, check=check)

    def _of_user(self):
        user_id, token = self._draw.choice(self._users)
        return user_id, {**JSON, "authorization": f"Bearer {token}"}

    def _send(self):
        user_id, headers = self._of_user()
        items = [sample(user_id, next(self._numbers)) for _ in range(20)]
        self._whose |= {each["id"]: user_id for each in items}

        def check(answer):
            results = answer.json["results"]
            assert [each["id"] for each in results] == [each["id"] for each in items]
            assert {each["status"] for each in results} == {"created"}, results
            self.sent[user_id] |= {each["id"]: each["value"] for each in items}

        path = f"/v1/users/{user_id}/samples:batch"
        return Question("send", path, "POST", as_json({"items": items}), headers, check)

    def _changes(self):
        user_id, headers = self._of_user()
        few = len(self.sent[user_id]) < OF_A_PAGE // 2
        acknowledged = set(self.sent[user_id]) if few else set()

        def check(answer):
            found = {each["id"] for each in answer.json["changes"]}
            assert {self._whose[name] for name in found} <= {user_id}, "of somebody else"
            assert acknowledged <= found, "acknowledged, and not there"

        path = f"/v1/users/{user_id}/changes?limit={OF_A_PAGE}"
        return Question("changes", path, headers=headers, check=check)

    def _days(self):
        user_id, headers = self._of_user()

        def check(answer):
            assert isinstance(answer.json["days"], list)

        return Question("days", f"/v1/users/{user_id}/days", headers=headers, check=check)


def as_json(value):
    return json.dumps(value).encode()


def sample_id(user_id, number):
    return str(uuid.uuid5(_SPACE, f"{user_id} {number}"))


def sample(user_id, number, rev=1):
    """A sample of the last ten days, whose id tells whose it is."""
    today = time.time() // 86_400 * 86_400
    start = datetime.fromtimestamp(today - 86_400 * (1 + number % 10), UTC)
    start += timedelta(seconds=36_000 + number % 20_000)
    return {
        "id": sample_id(user_id, number), "rev": rev, "type": "uv_index", "unit": "UVI",
        "value": round(number % 90 / 10, 1), "start": start.isoformat(),
        "location": {"lat": 47.37, "lon": 8.54},
    }  # fmt: skip
