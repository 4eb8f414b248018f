"""Large cities of the United States, by which the EPA's forecasts are asked for."""

from dataclasses import dataclass

from service.providers.nearness import nearest

_CITIES = """
Albuquerque|NM|35.08|-106.65|America/Denver
Anchorage|AK|61.22|-149.90|America/Anchorage
Atlanta|GA|33.75|-84.39|America/New_York
Austin|TX|30.27|-97.74|America/Chicago
Baltimore|MD|39.29|-76.61|America/New_York
Billings|MT|45.78|-108.50|America/Denver
Birmingham|AL|33.52|-86.80|America/Chicago
Boise|ID|43.62|-116.20|America/Boise
Boston|MA|42.36|-71.06|America/New_York
Buffalo|NY|42.89|-78.88|America/New_York
Burlington|VT|44.48|-73.21|America/New_York
Charleston|SC|32.78|-79.93|America/New_York
Charlotte|NC|35.23|-80.84|America/New_York
Cheyenne|WY|41.14|-104.82|America/Denver
Chicago|IL|41.88|-87.63|America/Chicago
Cincinnati|OH|39.10|-84.51|America/New_York
Cleveland|OH|41.50|-81.69|America/New_York
Columbus|OH|39.96|-83.00|America/New_York
Dallas|TX|32.78|-96.80|America/Chicago
Denver|CO|39.74|-104.99|America/Denver
Des Moines|IA|41.59|-93.62|America/Chicago
Detroit|MI|42.33|-83.05|America/Detroit
Durham|NC|35.99|-78.90|America/New_York
El Paso|TX|31.76|-106.49|America/Denver
Fargo|ND|46.88|-96.79|America/Chicago
Honolulu|HI|21.31|-157.86|Pacific/Honolulu
Houston|TX|29.76|-95.37|America/Chicago
Indianapolis|IN|39.77|-86.16|America/Indiana/Indianapolis
Jacksonville|FL|30.33|-81.66|America/New_York
Kansas City|MO|39.10|-94.58|America/Chicago
Las Vegas|NV|36.17|-115.14|America/Los_Angeles
Little Rock|AR|34.75|-92.29|America/Chicago
Los Angeles|CA|34.05|-118.24|America/Los_Angeles
Louisville|KY|38.25|-85.76|America/Kentucky/Louisville
Memphis|TN|35.15|-90.05|America/Chicago
Miami|FL|25.76|-80.19|America/New_York
Milwaukee|WI|43.04|-87.91|America/Chicago
Minneapolis|MN|44.98|-93.27|America/Chicago
Nashville|TN|36.16|-86.78|America/Chicago
New Orleans|LA|29.95|-90.07|America/Chicago
New York|NY|40.71|-74.01|America/New_York
Norfolk|VA|36.85|-76.29|America/New_York
Oklahoma City|OK|35.47|-97.52|America/Chicago
Omaha|NE|41.26|-95.94|America/Chicago
Philadelphia|PA|39.95|-75.17|America/New_York
Phoenix|AZ|33.45|-112.07|America/Phoenix
Pittsburgh|PA|40.44|-80.00|America/New_York
Portland|ME|43.66|-70.26|America/New_York
Portland|OR|45.52|-122.68|America/Los_Angeles
Providence|RI|41.82|-71.41|America/New_York
Raleigh|NC|35.78|-78.64|America/New_York
Sacramento|CA|38.58|-121.49|America/Los_Angeles
Salt Lake City|UT|40.76|-111.89|America/Denver
San Antonio|TX|29.42|-98.49|America/Chicago
San Diego|CA|32.72|-117.16|America/Los_Angeles
San Francisco|CA|37.77|-122.42|America/Los_Angeles
San Jose|CA|37.34|-121.89|America/Los_Angeles
Seattle|WA|47.61|-122.33|America/Los_Angeles
Sioux Falls|SD|43.55|-96.73|America/Chicago
St. Louis|MO|38.63|-90.20|America/Chicago
Tampa|FL|27.95|-82.46|America/New_York
Washington|DC|38.91|-77.04|America/New_York
Wichita|KS|37.69|-97.34|America/Chicago
"""
_MOST_KM = 25.0


@dataclass(frozen=True, slots=True)
class City:
    """A city as the EPA's addresses name it."""

    name: str
    state: str
    latitude: float
    longitude: float
    timezone: str


def _parsed(line: str) -> City:
    name, state, latitude, longitude, timezone = line.split("|")
    return City(name, state, float(latitude), float(longitude), timezone)


CITIES = tuple(_parsed(line) for line in _CITIES.strip().splitlines())


def nearest_city(latitude: float, longitude: float) -> City | None:
    """Find the city that a point belongs to; ``None`` where none is within 25 km."""
    return nearest(CITIES, latitude, longitude, _MOST_KM)
