import csv
import io

import pytest

from service.exporting.sheets import DAY_COLUMNS, SAMPLE_COLUMNS, cell, sheet_of
from tests.service.exporting.making import ALICE, exported, item, new_user, send, unzipped


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+41 44 000", "'+41 44 000"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1+1", "'\t=1+1"),
        ("\r=1+1", "'\r=1+1"),
        ("-", "'-"),
        ("-inf", "'-inf"),
        ("-1_0", "'-1_0"),
        ("-12.5", "-12.5"),
        ("+3e-4", "+3e-4"),
        (-12.5, "-12.5"),
        (-3, "-3"),
        (True, "true"),
        (None, ""),
        (["=1+1", "b"], "'=1+1 b"),
        (["two words", "b"], '["two words","b"]'),
        ([], ""),
        ({"=a": "=b"}, '{"=a":"=b"}'),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_cells(value, written):
    assert cell(value) == written


def test_sheets_are_as_rfc_4180_has_them():
    written = sheet_of([["a", 'b"c', "d,e", "f\ng", None]])
    assert written == b'a,"b""c","d,e","f\ng",\r\n'


async def test_no_text_of_a_device_is_a_formula(bare):
    database = bare.state.records.database
    evil = '=cmd|" /C calc"!A1'
    await new_user(database, ALICE)
    await send(
        database,
        ALICE,
        [
            item(1, "intake", end=None, value=1, unit="ug", product=evil),
            item(2, "outdoor_session", activity="+1+cmd", metadata={"=x": evil}),
            item(3, "irradiance", value=1, unit="W/m2", band="uva", calibration="@SUM(1)"),
            item(4, "location", end=None, location={"lat": -33.9, "lon": -70.6}, motion=["-1+1"]),
        ],
    )
    rows = list(csv.reader(io.StringIO((await exported(bare, ALICE, "csv")).text)))
    assert {len(row) for row in rows} == {len(SAMPLE_COLUMNS)}
    dangerous = [x for row in rows for x in row if x[:1] in {"=", "+", "-", "@", "\t", "\r"}]
    assert dangerous == ["-33.9", "-70.6"]
    assert "'" + evil in rows[1]


async def test_what_has_no_column_is_still_there(app):
    files = await unzipped(app, ALICE)
    first, *rows = csv.reader(io.StringIO(files["days.csv"].decode()))
    assert tuple(first) == DAY_COLUMNS
    assert [row[0] for row in rows] == ["2026-06-20", "2026-06-21"]
