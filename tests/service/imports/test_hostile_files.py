"""Files made to break what reads them."""

import json
import os
import random
import zlib

import pytest

from service.imports import archive, track
from service.imports.items import UnreadableFile
from tests.service.imports.making import (
    ENTITIES,
    blanks,
    export_xml,
    found_in,
    gpx,
    items,
    notices,
    raw_zip,
    record,
    tcx,
    walk,
    worked,
    written,
)

MIB = 2**20
GIB = 2**30
EXPORT = "apple_health_export/export.xml"


def refused(path):
    with pytest.raises(UnreadableFile) as error:
        found_in(path)
    return error.value.reason


@pytest.mark.parametrize(
    "content",
    [b"", b" ", b"\0" * 100, b"<html></html>", b"<", b"PK", b"\x89PNG\r\n", "{}", "<x>.FIT"],
)
def test_what_is_no_file_of_ours(tmp_path, content):
    assert refused(written(tmp_path, content)) == "unknown_format"


def test_garbage_of_every_kind(tmp_path):
    noise = random.Random(7)  # noqa: S311 - the same on every machine
    heads = [
        b"",
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\x0e\x10\x00\x00\x10\x00\x00\x00.FIT",
        b"<gpx>",
        b"<HealthData>",
        b"<TrainingCenterDatabase>",
    ]
    reasons = set()
    for head in heads:
        for size in (0, 10, 1000, 100_000):
            reasons.add(refused(written(tmp_path, head + noise.randbytes(size))))
    assert reasons == {"unknown_format", "damaged"}


def test_the_name_says_nothing(tmp_path):
    assert (
        len(items(found_in(written(tmp_path, gpx(walk(5)), "export.zip")), "outdoor_session")) == 1
    )


# Entities


@pytest.mark.parametrize("make", [gpx, tcx])
def test_entities_in_tracks(tmp_path, make):
    content = make(walk(5), head=ENTITIES).replace("x<", "&d;<")
    assert refused(written(tmp_path, content)) == "entities_refused"


def test_entities_in_an_export(tmp_path):
    content = export_xml(record(sourceName="&d;"), prolog=ENTITIES)
    assert refused(written(tmp_path, content)) == "entities_refused"


def test_files_of_the_machine_are_not_read(tmp_path):
    secret = written(tmp_path, "secret", "secret.txt")
    outside = f'<!DOCTYPE gpx [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    assert refused(written(tmp_path, gpx(walk(5), head=outside))) == "entities_refused"
    outside = f'<!DOCTYPE gpx SYSTEM "{secret.as_uri()}">'
    found = found_in(written(tmp_path, gpx(walk(5), head=outside)))
    assert "secret" not in json.dumps(items(found))


# Endless things


@pytest.mark.parametrize("root", ["gpx", "HealthData"])
def test_endless_depth(tmp_path, root):
    assert refused(written(tmp_path, f"<{root}>" + "<a>" * 100_000)) == "too_large"


@pytest.mark.parametrize(
    "begin",
    ['<Record type="', "<!-- ", "<?pi ", "<" + "a"],
    ids=["attribute", "comment", "pi", "name"],
)
def test_one_endless_piece(tmp_path, begin):
    assert refused(written(tmp_path, "<HealthData>" + begin + "x" * (6 * MIB))) == "too_large"


def test_endless_text_takes_no_memory(tmp_path):
    content = gpx(walk(5)).replace("<name>x", "<name>" + "x" * (20 * MIB))
    lines, status, peak = worked(written(tmp_path, content))
    assert status == 0
    assert peak < 250 * MIB
    assert {"done": True} in lines


def test_more_points_than_anybody_walks(tmp_path, monkeypatch):
    monkeypatch.setattr(track, "MOST_POINTS", 100)
    assert refused(written(tmp_path, gpx(walk(60)))) == "too_large"


def test_types_without_number_are_counted_together(tmp_path):
    xml = export_xml(*[record(f"Thing{i}") for i in range(3000)], record("a" * 5000))
    found = found_in(written(tmp_path, xml))
    told = [x for x in found if not isinstance(x, dict)]
    assert len(told) < 600
    assert notices(found)["type_not_used"] == 3001
    assert max(len(x.detail) for x in told) <= 160


# Archives


def test_two_gigabytes_at_a_thousand_to_one(tmp_path):
    """Two gigabytes of blanks where an export should be."""
    packed = blanks(2048, b"<HealthData>", b"</HealthData>")
    path = written(tmp_path, raw_zip([(EXPORT, packed, 2 * GIB + 25)]))
    assert path.stat().st_size < 3 * MIB
    lines, status, peak = worked(path)
    assert lines[-1]["failed"]["reason"] == "compressed_too_much"
    assert status == 1
    assert peak < 150 * MIB


def test_an_archive_that_lies_about_its_size(tmp_path):
    """It is read as far as it says and no further, and then the checksum is wrong."""
    packed = blanks(512, b"<HealthData>", b"</HealthData>")
    lines, _, peak = worked(written(tmp_path, raw_zip([(EXPORT, packed, 1000)])))
    assert lines[-1]["failed"]["reason"] == "damaged"
    assert peak < 100 * MIB


def test_many_small_bombs(tmp_path):
    """Each of them may be as empty as it likes, and all together may not."""
    export = export_xml(record()).encode()
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    entries = [(EXPORT, packed.compress(export) + packed.flush(), len(export))]
    bomb = blanks(3, b"<gpx>", b"</gpx>")
    entries += [(f"a/workout-routes/{i}.gpx", bomb, 3 * MIB + 11) for i in range(150)]
    assert refused(written(tmp_path, raw_zip(entries))) == "compressed_too_much"


def test_an_archive_of_too_many_files(tmp_path, monkeypatch):
    path = written(tmp_path, raw_zip([(f"{i}.xml", b"\x03\x00", 0) for i in range(55_000)]))
    assert refused(path) == "too_large"
    path = written(tmp_path, raw_zip([("n" * 60_000 + str(i), b"\x03\x00", 0) for i in range(200)]))
    assert refused(path) == "too_large"


def test_more_than_the_cap_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_BYTES", MIB)
    content = export_xml(*[record(device=os.urandom(300).hex()) for _ in range(2000)]).encode()
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    whole = [(EXPORT, packed.compress(content) + packed.flush(), len(content))]
    assert refused(written(tmp_path, raw_zip(whole))) == "too_large"


def test_unusual_archives(tmp_path):
    content = raw_zip([(EXPORT, blanks(0, b"<HealthData/>"), 13)])
    encrypted = content.replace(b"\x14\x00\x00\x00\x08\x00", b"\x14\x00\x01\x00\x08\x00")
    strange = content.replace(b"\x14\x00\x00\x00\x08\x00", b"\x14\x00\x00\x00\x0e\x00")
    for changed in (encrypted, strange, content[:-22], content[: len(content) // 2]):
        assert changed != content
        assert refused(written(tmp_path, changed)) == "damaged"


def test_a_large_export_in_constant_memory(tmp_path):
    """Thirty megabytes of records about other things: read through, and nothing kept."""
    many = "\n".join(record("HeartRate", device="d" * 200, value=str(i % 97)) for i in range(1000))
    path = tmp_path / "export.xml"
    with path.open("w") as file:
        file.write("<HealthData>" + record())
        for _ in range(80):
            file.write(many)
        file.write("</HealthData>")
    assert path.stat().st_size > 30 * MIB
    lines, status, peak = worked(path)
    told = [line["notice"] for line in lines if "notice" in line]
    assert {"reason": "records_read", "detail": "Record", "count": 80_001} in told
    assert status == 0
    assert peak < 100 * MIB
