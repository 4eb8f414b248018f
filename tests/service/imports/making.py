"""Small files of every kind, made by hand, for the tests of the imports."""

import io
import json
import struct
import subprocess
import sys
import zipfile
import zlib
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from service.imports.items import Notice
from service.imports.parsing import parse

NOW = datetime(2026, 6, 12, 10, 0, tzinfo=UTC)
START = datetime(2024, 6, 10, 9, 0, tzinfo=UTC)
BROKEN_DTD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!ELEMENT HealthData (ExportDate,Me,Record*)>
<!ATTLIST Record
  type CDATA #REQUIRED
stray words
<!ELEMENT Me EMPTY
]>
"""
ENTITIES = """<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>"""


def written(folder, content, name="upload.bin"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def found_in(path, **options):
    """Everything in a file: items, notices as reason to count, and the rest."""
    found = list(parse(path, now=NOW, **options))
    json.dumps([each for each in found if isinstance(each, dict)], allow_nan=False)
    return found


def items(found, kind=None):
    return [x for x in found if isinstance(x, dict) and kind in {None, x["type"]}]


def notices(found):
    counted = Counter()
    for each in found:
        if isinstance(each, Notice):
            counted[each.reason] += each.count
    return dict(counted)


# Apple


def record(kind="TimeInDaylight", inside="", **attributes):
    told = {
        "type": f"HKQuantityTypeIdentifier{kind}",
        "sourceName": "Ana’s Apple\u00a0Watch",
        "unit": "min",
        "creationDate": "2025-06-01 12:40:40 +0100",
        "startDate": "2025-06-01 12:26:00 +0100",
        "endDate": "2025-06-01 12:31:00 +0100",
        "value": "5",
    } | attributes
    return f"<Record {_spelled(told)}>{inside}</Record>"


def workout(inside="", **attributes):
    told = {
        "workoutActivityType": "HKWorkoutActivityTypeWalking",
        "sourceName": "Watch",
        "startDate": "2025-06-01 11:46:43 +0100",
        "endDate": "2025-06-01 12:16:43 +0100",
    } | attributes
    return f"<Workout {_spelled(told)}>{inside}</Workout>"


def entry(key, value):
    return f'<MetadataEntry key="{key}" value="{value}"/>'


def _spelled(attributes):
    return " ".join(f'{name}="{value}"' for name, value in attributes.items())


def export_xml(*elements, prolog=BROKEN_DTD):
    return f'{prolog}<HealthData locale="en_CH">\n' + "\n".join(elements) + "\n</HealthData>"


def export_zip(folder, xml, routes=None, name="export.xml"):
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"apple_health_export/{name}", xml)
        archive.writestr("apple_health_export/export_cda.xml", "<ClinicalDocument/>")
        for route, content in (routes or {}).items():
            archive.writestr(f"apple_health_export/workout-routes/{route}", content)
    return path


# GPX and TCX


def walk(minutes=20, step_s=10, start=START, latitude=47.37, longitude=8.54, altitude=430.0):
    """Points of somebody walking east, as (time, latitude, longitude, altitude)."""
    count = minutes * 60 // step_s + 1
    return [
        (
            start + timedelta(seconds=i * step_s),
            latitude,
            longitude + i * step_s * 2e-5,
            altitude if isinstance(altitude, str) else altitude + i % 3 * 0.2,
        )
        for i in range(count)
    ]


def gpx(points, creator="Some App", kind=None, head=""):
    body = "".join(_gpx_point(*point) for point in points)
    spoken = f"<type>{kind}</type>" if kind else ""
    return (
        f'<?xml version="1.0"?>{head}<gpx version="1.1" creator="{creator}" '
        f'xmlns="http://www.topografix.com/GPX/1/1"><metadata><time>1999-01-01T00:00:00Z</time>'
        f"</metadata><trk><name>x</name>{spoken}<trkseg>{body}</trkseg></trk></gpx>"
    )


def _gpx_point(at, latitude, longitude, altitude):
    place = "" if latitude is None else f'lat="{latitude}" lon="{longitude}"'
    time = "" if at is None else f"<time>{_utc(at)}</time>"
    height = "" if altitude is None else f"<ele>{altitude}</ele>"
    return f"<trkpt {place}>{height}{time}</trkpt>"


def tcx(points, sport="Running", creator="Garmin Forerunner", head=""):
    body = "".join(_tcx_point(*point) for point in points)
    return (
        f'<?xml version="1.0"?>{head}<TrainingCenterDatabase><Activities><Activity Sport="{sport}">'
        f"<Id>x</Id><Lap><Track>{body}</Track></Lap><Creator><Name>{creator}</Name></Creator>"
        "</Activity></Activities></TrainingCenterDatabase>"
    )


def _tcx_point(at, latitude, longitude, altitude):
    place = (
        ""
        if latitude is None
        else f"<Position><LatitudeDegrees>{latitude}</LatitudeDegrees>"
        f"<LongitudeDegrees>{longitude}</LongitudeDegrees></Position>"
    )
    time = "" if at is None else f"<Time>{_utc(at)}</Time>"
    return f"<Trackpoint>{time}{place}<AltitudeMeters>{altitude}</AltitudeMeters></Trackpoint>"


def _utc(at):
    return at if isinstance(at, str) else at.isoformat().replace("+00:00", "Z")


# FIT

_EPOCH = datetime(1989, 12, 31, tzinfo=UTC)


def _definition(local, message, fields, developer=()):
    head = 0x40 | local | (0x20 if developer else 0)
    body = struct.pack("<BBBHB", head, 0, 0, message, len(fields))
    body += b"".join(struct.pack("BBB", *each) for each in fields)
    if developer:
        body += bytes([len(developer)]) + b"".join(struct.pack("BBB", *x) for x in developer)
    return body


def _stamp(at):
    return int((at - _EPOCH).total_seconds())


def fit(points, *, kind=4, maker=1, sport=1, sub_sport=0, field=None):
    """
    A FIT file of points; ``field`` is (name, unit, values) of a developer's field.

    Sports: 1 running, 2 cycling; sub-sports: 1 treadmill, 6 indoor cycling, 58 virtual activity.
    """
    out = _definition(0, 0, [(0, 1, 0), (1, 2, 0x84), (2, 2, 0x84), (4, 4, 0x86)])
    out += struct.pack("<BBHHI", 0, kind, maker, 1, _stamp(START))
    if field:
        out += _definition(3, 207, [(3, 1, 2)]) + bytes([3, 0])
        out += _definition(4, 206, [(0, 1, 2), (1, 1, 2), (2, 1, 2), (3, 24, 7), (8, 16, 7)])
        out += bytes([4, 0, 0, 0x88])
        out += field[0].encode().ljust(24, b"\0") + field[1].encode().ljust(16, b"\0")
    fields = [(253, 4, 0x86), (0, 4, 0x85), (1, 4, 0x85), (2, 2, 0x84)]
    out += _definition(1, 20, fields, [(0, 4, 0)] if field else ())
    for i, (at, latitude, longitude, altitude) in enumerate(points):
        place = [0x7FFFFFFF] * 2
        if latitude is not None:
            place = [round(x * 2**31 / 180.0) for x in (latitude, longitude)]
        out += struct.pack("<BIiiH", 1, _stamp(at), *place, round((altitude + 500.0) * 5.0))
        if field:
            out += struct.pack("<f", field[2][i])
    out += _definition(2, 18, [(253, 4, 0x86), (2, 4, 0x86), (5, 1, 0), (6, 1, 0)])
    first, last = (points[0][0], points[-1][0]) if points else (START, START)
    out += struct.pack("<BIIBB", 2, _stamp(last), _stamp(first), sport, sub_sport)
    head = struct.pack("<BBHI4s", 14, 0x20, 2132, len(out), b".FIT")
    whole = head + struct.pack("<H", _crc(head)) + out
    return whole + struct.pack("<H", _crc(whole))


def _crc(data):
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc


# Zip files that no program writes


def blanks(megabytes, head=b"", tail=b""):
    """Deflated blanks between a head and a tail, at a thousand to one; made in no time."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    begin = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    once = packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)
    end = packer.compress(tail) + packer.flush()
    return begin + once * megabytes + end


def raw_zip(entries):
    """A zip of (name, deflated content, claimed size) with whatever it claims."""
    out, directory = io.BytesIO(), io.BytesIO()
    for name, packed, size in entries:
        spelled, offset = name.encode(), out.tell()
        small = len(packed) < 8000
        crc = zlib.crc32(zlib.decompress(packed, -15)) if small else 0
        common = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0, crc, len(packed), size, len(spelled), 0)
        out.write(b"PK\x03\x04" + common + spelled + packed)
        directory.write(b"PK\x01\x02" + struct.pack("<H", 20) + common)
        directory.write(struct.pack("<HHHII", 0, 0, 0, 0, offset) + spelled)
    table = directory.getvalue()
    count = len(entries)
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(table), out.tell(), 0)
    return out.getvalue() + table + b"PK\x05\x06" + end


# Processes

ROOT = Path(__file__).parents[3]
_MEASURED = """
import resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "service.imports.worker", *sys.argv[1:]],
                      stdout=subprocess.PIPE, text=True)
print(done.stdout, end="")
print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
"""


def worked(path, *options):
    """Run the worker: its lines, its exit status, and the most memory it ever had. [bytes]"""
    # A small process in between: a child's peak begins with the size of its parent.
    command = [sys.executable, "-c", _MEASURED, str(path), *options]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60, check=True)
    *lines, last = run.stdout.splitlines()
    status, peak = last.split()
    return [json.loads(line) for line in lines], int(status), int(peak)
