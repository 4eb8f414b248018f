"""FIT, the binary files of Garmin, Wahoo and most others."""

import math
import struct
import warnings
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

import fitdecode
import numpy as np

from service.imports.activities import activity_name, why_indoors
from service.imports.fit_ultraviolet import Readings
from service.imports.items import Notice, Progress, UnreadableFile, source_name
from service.imports.track import Track

_DEGREES = 180.0 / 2**31
_FRAMES_A_STEP = 2000
_WANTED = frozenset({"timestamp", "position_lat", "position_long", "enhanced_altitude", "altitude"})
# The decoder trusts a file's own definitions, and stumbles in many ways over those of a broken one.
_STUMBLES = (
    fitdecode.FitError,
    struct.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class _Session:
    start_s: float
    sport: str
    sub_sport: str


@dataclass(slots=True)
class Recording:
    """What a FIT file holds."""

    points: Track = field(default_factory=lambda: Track("fit"))
    readings: Readings = field(default_factory=Readings)
    sessions: list[_Session] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)

    def tracks(self) -> list[Track]:
        """Cut the points into one track per sport."""
        sessions = sorted(self.sessions, key=lambda session: session.start_s)
        sessions = sessions or [_Session(-math.inf, self.about.get("sport", ""), "")]
        return [self._track(session, at, sessions) for at, session in enumerate(sessions)]

    def _track(self, session: _Session, at: int, sessions: list[_Session]) -> Track:
        seconds = np.asarray(self.points.seconds)
        begin = session.start_s if at else -math.inf
        end = sessions[at + 1].start_s if at + 1 < len(sessions) else math.inf
        mine = (seconds >= begin) & (seconds < end)
        if at == 0:
            mine |= np.isnan(seconds)
        maker = self.about.get("manufacturer", "")
        named = activity_name(session.sport)
        track = Track(
            source=source_name(f"{maker} {self.about.get('product', '')}"),
            activity=named,
            indoors=why_indoors(maker, session.sport, session.sub_sport),
        )
        for name in ("seconds", "latitude", "longitude", "altitude_m"):
            column = np.asarray(getattr(self.points, name))[mine]
            setattr(track, name, array("d", column.tobytes()))
        return track


def read_fit(stream: BinaryIO, size: int) -> Iterator[Progress | Recording]:
    """
    Read a FIT file as far as it goes; a wrong checksum is told and does no harm.

    Parameters
    ----------
    stream
        The file.
    size
        Of the file. [bytes]

    Yields
    ------
    Progress or Recording
        Last what was read.

    Raises
    ------
    UnreadableFile
        If nothing could be read.
    """
    recording = Recording()
    frames = 0
    try:
        for frame in _frames(stream):
            _take(frame, recording)
            frames += 1
            if frames % _FRAMES_A_STEP == 0:
                yield Progress(stream.tell() / size)
    except _STUMBLES as error:
        if not recording.about and not len(recording.points.seconds):
            raise UnreadableFile("damaged", f"no FIT data: {type(error).__name__}") from error
        recording.notices.append(Notice("damaged", f"the file breaks off: {type(error).__name__}"))
    yield recording


def _frames(stream: BinaryIO) -> Iterator[Any]:
    reader = fitdecode.FitReader(
        stream,
        check_crc=fitdecode.CrcCheck.WARN,
        error_handling=fitdecode.ErrorHandling.IGNORE,
    )
    frames = iter(reader)
    while True:
        # The frame of the checksum tells whether it matched; the warning would only repeat it.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            frame = next(frames, None)
        if frame is None:
            return
        yield frame


def is_activity(recording: Recording) -> bool:
    """Tell an activity from a day of steps, a course, or a device's settings."""
    kind = recording.about.get("type")
    return kind == "activity" or (kind is None and bool(len(recording.points.seconds)))


def _take(frame: Any, recording: Recording) -> None:  # noqa: ANN401
    if _checksum_is_wrong(frame):
        recording.notices.append(Notice("checksum_wrong", "the file's checksum does not match"))
    if frame.frame_type != fitdecode.FIT_FRAME_DATA:
        return
    if frame.name == "record":
        _take_point(frame.fields, recording)
    elif frame.name in {"file_id", "session", "sport", "device_info"}:
        _take_words(frame, recording)


def _checksum_is_wrong(frame: Any) -> bool:  # noqa: ANN401
    if frame.frame_type == fitdecode.FIT_FRAME_HEADER:
        return frame.crc_matched is False
    return bool(frame.frame_type == fitdecode.FIT_FRAME_CRC and not frame.matched)


def _take_point(fields: list[Any], recording: Recording) -> None:
    told: dict[str, Any] = {}
    developed: list[Any] = []
    for each in fields:
        if each.name in _WANTED:
            told[each.name] = each.value
        elif each.field_def is not None and each.field_def.is_dev:
            developed.append(each)
    seconds = _seconds(told.get("timestamp"))
    altitude = told.get("enhanced_altitude")
    recording.points.add(
        seconds,
        _number(told.get("position_lat")) * _DEGREES,
        _number(told.get("position_long")) * _DEGREES,
        _number(told.get("altitude") if altitude is None else altitude),
    )
    for each in developed:
        recording.readings.add(str(each.name), str(each.units or ""), seconds, _number(each.value))


def _take_words(frame: Any, recording: Recording) -> None:  # noqa: ANN401
    told = {each.name: each.value for each in frame.fields if each.value is not None}
    if frame.name == "session":
        sport, sub_sport = str(told.get("sport", "")), str(told.get("sub_sport", ""))
        start = _seconds(told.get("start_time"))
        recording.sessions.append(_Session(start if start > 0.0 else -math.inf, sport, sub_sport))
    elif frame.name == "sport":
        recording.about["sport"] = str(told.get("sport", ""))
    elif frame.name == "device_info":
        if told.get("device_index") == "creator" and "product_name" in told:
            recording.about["product"] = str(told["product_name"])
    else:
        recording.about["type"] = str(told.get("type", "unknown"))
        recording.about["manufacturer"] = str(told.get("manufacturer", ""))
        recording.about["product"] = str(told.get("garmin_product", told.get("product", "")))


def _seconds(value: object) -> float:
    return value.timestamp() if isinstance(value, datetime) else math.nan


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else math.nan
