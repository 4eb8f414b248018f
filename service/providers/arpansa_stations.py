"""Where ARPANSA measures: names as in its file, positions and time zones."""

from dataclasses import dataclass

from service.providers.nearness import nearest

_STATIONS = """
Adelaide|-34.93|138.60|Australia/Adelaide
Alice Springs|-23.70|133.88|Australia/Darwin
Brisbane|-27.47|153.03|Australia/Brisbane
Canberra|-35.28|149.13|Australia/Sydney
Casey|-66.28|110.53|Antarctica/Casey
Darwin|-12.46|130.84|Australia/Darwin
Davis|-68.58|77.97|Antarctica/Davis
Emerald|-23.53|148.16|Australia/Brisbane
Gold Coast|-28.00|153.43|Australia/Brisbane
Kingston|-42.98|147.30|Australia/Hobart
Macquarie Island|-54.50|158.94|Antarctica/Macquarie
Mawson|-67.60|62.87|Antarctica/Mawson
Melbourne|-37.81|144.96|Australia/Melbourne
Newcastle|-32.93|151.78|Australia/Sydney
Perth|-31.95|115.86|Australia/Perth
Sydney|-33.87|151.21|Australia/Sydney
Townsville|-19.26|146.82|Australia/Brisbane
"""
_MOST_KM = 50.0


@dataclass(frozen=True, slots=True)
class Station:
    """A station of the network."""

    name: str
    latitude: float
    longitude: float
    timezone: str


def _parsed(line: str) -> Station:
    name, latitude, longitude, timezone = line.split("|")
    return Station(name, float(latitude), float(longitude), timezone)


STATIONS = tuple(_parsed(line) for line in _STATIONS.strip().splitlines())


def nearest_station(latitude: float, longitude: float) -> Station | None:
    """Find the station that speaks for a point; ``None`` where none is within 50 km."""
    return nearest(STATIONS, latitude, longitude, _MOST_KM)
