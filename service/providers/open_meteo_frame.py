"""The frame that Open-Meteo's services put around their hourly columns."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from models.arrays import FloatArray
from service.providers.checks import MOST_ROWS, Number, UnixTime, instants_of, invalid, on_place
from service.providers.forecast import Cell

Times = Annotated[list[UnixTime | str], Field(max_length=MOST_ROWS)]
Values = list[Number | None] | None


class Hourly(BaseModel):
    """Columns; those that were asked for are added by each service."""

    model_config = ConfigDict(extra="ignore")

    time: Times


class Frame(BaseModel):
    """What stands around the columns of one place."""

    latitude: Number | None = None
    longitude: Number | None = None
    elevation: float | None = None
    utc_offset_seconds: Annotated[int, Field(ge=-86_400, le=86_400)]


def endpoint(base_url: str, path: str) -> str:
    """Complete an address; one that names the endpoint already stays as it is."""
    base = base_url.rstrip("/")
    return base if base.endswith(path) else base + path


def query_of(cell: Cell, columns: type[Hourly], key: str) -> dict[str, str]:
    """Ask for all columns of a schema, for whole UTC dates, in Unix seconds of GMT."""
    query = {
        "latitude": f"{cell.latitude:.1f}",
        "longitude": f"{cell.longitude:.1f}",
        "hourly": ",".join(name for name in columns.model_fields if name != "time"),
        "timezone": "GMT",
        "timeformat": "unixtime",
        "start_date": cell.first.isoformat(),
        "end_date": cell.last.isoformat(),
    }
    return query | ({"apikey": key} if key else {})


def hours_of(frame: Frame, hourly: Hourly, cell: Cell) -> FloatArray:
    """
    Tell the instants of the rows, and make sure that they are those of the place.

    Parameters
    ----------
    frame : Frame
    hourly : Hourly
        Unix seconds count from 1970 in UTC, whatever the zone; text is local time by the offset of
        the frame, one for all rows.
    cell : Cell

    Returns
    -------
    ndarray
        Seconds since 1970. [s]

    Raises
    ------
    ForecastUnavailable
        For times that are no times or do not increase, and for another place.
    """
    on_place(cell, frame.latitude, frame.longitude)
    times = hourly.time
    if all(isinstance(time, str) for time in times):
        return instants_of([_local(str(time)) - frame.utc_offset_seconds for time in times])
    if any(isinstance(time, str) for time in times):
        raise invalid("times of two kinds")
    return instants_of([float(time) for time in times])


def _local(text: str) -> float:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise invalid("not a time") from error
    if moment.tzinfo is not None:
        raise invalid("a time with an offset of its own")
    return moment.replace(tzinfo=UTC).timestamp()
