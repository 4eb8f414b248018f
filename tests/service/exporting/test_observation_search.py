import pytest

from service.exporting.observations import LOINC, PGHD
from tests.service.exporting.making import (
    ALICE,
    BOB,
    client_of,
    item,
    new_user,
    send,
    uid,
)


async def asked(app, query="", user=ALICE, status=200):
    async with client_of(app) as http:
        answer = await http.get(f"/v1/users/{user}/fhir/Observation{query}")
    assert answer.status_code == status, answer.text
    if status == 200:
        assert answer.headers["content-type"] == "application/fhir+json"
        assert answer.headers["cache-control"] == "no-store"
    return answer.json()


def ids(bundle):
    return [int(entry["resource"]["id"][-12:]) for entry in bundle.get("entry", ())]


async def all_pages(app, query):
    """Follow the links; the ids of each page."""
    pages, url = [], f"/v1/users/{ALICE}/fhir/Observation{query}"
    async with client_of(app) as http:
        while url is not None:
            bundle = (await http.get(url)).json()
            pages.append(ids(bundle))
            links = {link["relation"]: link["url"] for link in bundle["link"]}
            url = links.get("next")
    return pages


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("uvExposure", [2, 3]),
        (f"{PGHD}|timeInDaylight", [1, 16]),
        ("dietaryVitaminD", [13]),
        (f"{LOINC}|14635-7", [15]),
        ("14635-7,uvExposure", [15, 2, 3]),
        (f"{LOINC}|uvExposure", []),
        ("8867-4", []),
    ],
)
async def test_codes(app, code, found):
    bundle = await asked(app, f"?code={code}")
    assert ids(bundle) == found
    assert bundle["type"] == "searchset"
    assert ("entry" in bundle) == bool(found), "FHIR has no empty arrays"


@pytest.mark.parametrize(
    ("patient", "found"),
    [(ALICE, [2, 3]), (f"Patient/{ALICE}", [2, 3]), (BOB, []), (f"Patient/{BOB}", []), ("x", [])],
)
async def test_of_somebody_else_nothing_is_found(app, patient, found):
    assert ids(await asked(app, f"?code=uvExposure&patient={patient}")) == found


async def test_without_a_code_there_is_all_that_the_file_has(app):
    found = await asked(app)
    async with client_of(app) as http:
        whole = (await http.get(f"/v1/users/{ALICE}/export?format=fhir")).json()
    by_id = {entry["fullUrl"]: entry for entry in whole["entry"]}
    assert {entry["fullUrl"]: entry for entry in found["entry"]} == by_id
    assert whole["total"] == len(by_id)


async def test_an_observation_has_what_fhir_wants(app):
    for entry in (await asked(app))["entry"]:
        resource = entry["resource"]
        assert resource["resourceType"] == "Observation"
        assert resource["status"] == "final"
        assert resource["subject"] == {"reference": f"Patient/{ALICE}"}
        assert (
            resource["identifier"][0]["value"] == f"urn:uuid:{resource['id']}" == entry["fullUrl"]
        )
        period = resource["effectivePeriod"]
        assert period["start"] <= period["end"]
        assert resource["device"] == {"display": "Apple Inc. Watch6,10"}
        assert isinstance(resource["valueQuantity"]["value"], float)
        (coding,) = resource["code"]["coding"]
        category = resource["category"][0]["coding"][0]["code"]
        assert category == ("laboratory" if coding["system"] == LOINC else "social-history")


# 1: 20 May 21:50 to 22:10 UTC, around midnight in Zurich; 2: an instant; 3: a month later.
TIMED = [
    item(1, "uv_index", "2026-05-20T21:50:00Z", "2026-05-20T22:10:00Z", value=1, unit="UVI"),
    item(2, "uv_index", "2026-05-20T10:00:00Z", "2026-05-20T10:00:00Z", value=1, unit="UVI"),
    item(3, "uv_index", "2026-06-20T10:00:00Z", "2026-06-20T10:05:00Z", value=1, unit="UVI"),
]


@pytest.fixture
async def timed(bare):
    await new_user(bare.state.records.database, ALICE)
    await send(bare.state.records.database, ALICE, TIMED)
    return bare


@pytest.mark.parametrize(
    ("dates", "found"),
    [
        (["2026"], [2, 1, 3]),
        (["2026-05"], [2, 1]),
        (["2026-05-20"], [2]),  # 1 reaches into the next day of Zurich
        (["ge2026-05-21"], [1, 3]),
        (["gt2026-05-21"], [3]),
        (["le2026-05-20"], [2, 1]),
        (["lt2026-05-20T22:00:00Z"], [2, 1]),
        (["lt2026-05-20T12:00:00%2B02:00"], []),
        (["le2026-05-20T12:00:00%2B02:00"], [2]),
        (["ge2026-05-20T10:00:00Z", "le2026-05-20T10:00:00Z"], [2]),
        (["eq2026-05-20T10:00Z"], [2]),
        (["sa2026-05-20"], [3]),
        (["eb2026-05-21"], [2]),
        (["ge2026-05-20", "lt2026-06"], [2, 1]),
        (["ge2027", "le2025"], []),
        (["2026-12"], []),
    ],
)
async def test_dates(timed, dates, found):
    query = "&".join(f"date={each}" for each in dates)
    assert ids(await asked(timed, f"?{query}")) == found


@pytest.mark.parametrize(
    "query",
    [
        "date=june", "date=2026-13", "date=2026-02-30", "date=ne2026", "date=2026-06-20T10:00:00",
        "date=2026-06-20T25:00:00Z", "date=", "date=ge9999-12-32", "_count=0", "_count=1001",
        "page=x", "date=2026-06-20T10:00:00 02:00", "date=2026-06-20T10:00:00%2B99:00",
        "date=२०२६", "&".join(["date=2026"] * 9),
    ],
)  # fmt: skip
async def test_what_cannot_be_read_is_refused(timed, query):
    problem = await asked(timed, f"?{query}", status=422)
    assert problem["errors"]


@pytest.mark.parametrize("count", [1, 2, 3, 7, 100])
async def test_pages_follow_each_other_without_gap_or_repetition(bare, count):
    database = bare.state.records.database
    await new_user(database, ALICE)
    await new_user(database, BOB)
    substances = ["vitamin_d3", "calcium", "vitamin_d", "vitamin_k1", "vitamin_d2"]
    items = [
        item(i, "intake", f"2026-06-{1 + i // 6:02d}T08:00:00Z", None, value=1, unit="ug",
             substance=substances[i % 5])
        for i in range(1, 40)
    ]  # fmt: skip
    await send(database, ALICE, items)
    await send(database, BOB, [each | {"id": uid(900 + i)} for i, each in enumerate(items)])
    pages = await all_pages(bare, f"?code=dietaryVitaminD&_count={count}&date=ge2026-06-01")
    wanted = [i for i in range(1, 40) if i % 5 in {0, 2, 4}]
    assert [each for page in pages for each in page] == wanted
    assert all(len(page) == count for page in pages[:-1])


async def test_the_search_is_a_bundle_as_it_was_looked_at(timed):
    bundle = await asked(timed, "?code=uvExposure&_count=1")
    assert bundle["link"] == [
        {
            "relation": "self",
            "url": f"http://solferol.test/v1/users/{ALICE}/fhir/Observation?code=uvExposure&_count=1",
        },
        {
            "relation": "next",
            "url": f"http://solferol.test/v1/users/{ALICE}/fhir/Observation"
            f"?code=uvExposure&_count=1&page=1779271200000_{uid(2)}",
        },
    ]
