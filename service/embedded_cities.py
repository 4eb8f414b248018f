"""A small list of cities that needs no network: name, latitude, longitude (two decimals). [°]"""

import unicodedata
from types import MappingProxyType

from service.found_places import FoundPlace

_CITIES = """
Abu Dhabi, United Arab Emirates|24.45|54.38
Accra, Ghana|5.56|-0.20
Addis Ababa, Ethiopia|9.03|38.74
Algiers, Algeria|36.75|3.06
Amsterdam, Netherlands|52.37|4.90
Anchorage, United States|61.22|-149.90
Ankara, Türkiye|39.93|32.86
Athens, Greece|37.98|23.73
Atlanta, United States|33.75|-84.39
Auckland, New Zealand|-36.85|174.76
Baghdad, Iraq|33.31|44.37
Bangkok, Thailand|13.76|100.50
Barcelona, Spain|41.39|2.17
Beijing, China|39.90|116.41
Belgrade, Serbia|44.79|20.45
Bergen, Norway|60.39|5.32
Berlin, Germany|52.52|13.41
Bern, Switzerland|46.95|7.45
Bogotá, Colombia|4.71|-74.07
Boston, United States|42.36|-71.06
Brasília, Brazil|-15.79|-47.88
Brisbane, Australia|-27.47|153.03
Brussels, Belgium|50.85|4.35
Bucharest, Romania|44.43|26.10
Budapest, Hungary|47.50|19.04
Buenos Aires, Argentina|-34.60|-58.38
Cairo, Egypt|30.04|31.24
Calgary, Canada|51.05|-114.07
Cape Town, South Africa|-33.92|18.42
Caracas, Venezuela|10.48|-66.90
Casablanca, Morocco|33.57|-7.59
Chicago, United States|41.88|-87.63
Christchurch, New Zealand|-43.53|172.64
Copenhagen, Denmark|55.68|12.57
Dakar, Senegal|14.72|-17.47
Dar es Salaam, Tanzania|-6.79|39.21
Darwin, Australia|-12.46|130.84
Delhi, India|28.61|77.21
Denver, United States|39.74|-104.99
Dhaka, Bangladesh|23.81|90.41
Dubai, United Arab Emirates|25.20|55.27
Dublin, Ireland|53.35|-6.26
Durban, South Africa|-29.86|31.03
Edinburgh, United Kingdom|55.95|-3.19
Edmonton, Canada|53.55|-113.49
Frankfurt, Germany|50.11|8.68
Geneva, Switzerland|46.20|6.14
Hamburg, Germany|53.55|9.99
Hanoi, Vietnam|21.03|105.85
Havana, Cuba|23.11|-82.37
Helsinki, Finland|60.17|24.94
Hobart, Australia|-42.88|147.33
Hong Kong, China|22.32|114.17
Honolulu, United States|21.31|-157.86
Houston, United States|29.76|-95.37
Istanbul, Türkiye|41.01|28.98
Jakarta, Indonesia|-6.21|106.85
Jerusalem, Israel|31.77|35.21
Johannesburg, South Africa|-26.20|28.05
Karachi, Pakistan|24.86|67.01
Kathmandu, Nepal|27.72|85.32
Kinshasa, DR Congo|-4.44|15.27
Kraków, Poland|50.06|19.94
Kuala Lumpur, Malaysia|3.14|101.69
Kyiv, Ukraine|50.45|30.52
La Paz, Bolivia|-16.50|-68.15
Lagos, Nigeria|6.52|3.38
Lima, Peru|-12.05|-77.04
Lisbon, Portugal|38.72|-9.14
Ljubljana, Slovenia|46.06|14.51
London, United Kingdom|51.51|-0.13
Longyearbyen, Svalbard|78.22|15.65
Los Angeles, United States|34.05|-118.24
Lyon, France|45.76|4.84
Madrid, Spain|40.42|-3.70
Manchester, United Kingdom|53.48|-2.24
Manila, Philippines|14.60|120.98
Marseille, France|43.30|5.37
Melbourne, Australia|-37.81|144.96
Mexico City, Mexico|19.43|-99.13
Miami, United States|25.76|-80.19
Milan, Italy|45.46|9.19
Minneapolis, United States|44.98|-93.27
Montevideo, Uruguay|-34.90|-56.16
Montréal, Canada|45.50|-73.57
Moscow, Russia|55.76|37.62
Mumbai, India|19.08|72.88
Munich, Germany|48.14|11.58
Nairobi, Kenya|-1.29|36.82
New York, United States|40.71|-74.01
Nuuk, Greenland|64.18|-51.72
Osaka, Japan|34.69|135.50
Oslo, Norway|59.91|10.75
Ottawa, Canada|45.42|-75.70
Palma, Spain|39.57|2.65
Paris, France|48.86|2.35
Perth, Australia|-31.95|115.86
Phoenix, United States|33.45|-112.07
Prague, Czechia|50.08|14.44
Quito, Ecuador|-0.18|-78.47
Reykjavík, Iceland|64.15|-21.94
Riga, Latvia|56.95|24.11
Rio de Janeiro, Brazil|-22.91|-43.17
Riyadh, Saudi Arabia|24.71|46.68
Rome, Italy|41.90|12.50
San Francisco, United States|37.77|-122.42
San José, Costa Rica|9.93|-84.08
Santiago, Chile|-33.45|-70.67
São Paulo, Brazil|-23.55|-46.63
Sapporo, Japan|43.06|141.35
Seattle, United States|47.61|-122.33
Seoul, South Korea|37.57|126.98
Shanghai, China|31.23|121.47
Singapore, Singapore|1.35|103.82
Sofia, Bulgaria|42.70|23.32
Stockholm, Sweden|59.33|18.07
Suva, Fiji|-18.12|178.45
Sydney, Australia|-33.87|151.21
Taipei, Taiwan|25.03|121.57
Tallinn, Estonia|59.44|24.75
Tehran, Iran|35.69|51.39
Tel Aviv, Israel|32.09|34.78
Tokyo, Japan|35.68|139.69
Toronto, Canada|43.65|-79.38
Tromsø, Norway|69.65|18.96
Tunis, Tunisia|36.81|10.18
Valencia, Spain|39.47|-0.38
Vancouver, Canada|49.28|-123.12
Vienna, Austria|48.21|16.37
Vilnius, Lithuania|54.69|25.28
Warsaw, Poland|52.23|21.01
Washington, United States|38.91|-77.04
Wellington, New Zealand|-41.29|174.78
Windhoek, Namibia|-22.56|17.08
Zagreb, Croatia|45.81|15.98
Zürich, Switzerland|47.38|8.54
"""


def _parse(lines: str) -> dict[str, tuple[float, float]]:
    rows = (line.split("|") for line in lines.strip().splitlines())
    return {name: (float(latitude), float(longitude)) for name, latitude, longitude in rows}


CITIES = MappingProxyType(_parse(_CITIES))
"""Latitude and longitude by name; read-only. [°]"""

_BY_KEY = {name.casefold(): where for name, where in CITIES.items()} | {
    name.partition(",")[0].casefold(): where for name, where in CITIES.items()
}


def city_at(text: str) -> tuple[float, float] | None:
    """
    Find a city of the list.

    Parameters
    ----------
    text : str
        Its name, with or without the country, in any case.

    Returns
    -------
    tuple of float, or None
        Latitude and longitude. [°]
    """
    return _BY_KEY.get(" ".join(text.split()).casefold())


def search_cities(name: str, count: int) -> tuple[FoundPlace, ...]:
    """
    Find cities whose name or country has words that begin as asked.

    Parameters
    ----------
    name : str
        In any case, with or without accents.
    count : int
        How many at most.

    Returns
    -------
    tuple of FoundPlace
        Whole names first, then beginnings of names, then other words.
    """
    asked = _plain(name)
    ranked = sorted(
        (rank, full) for full in CITIES if (rank := _rank(asked, _plain(full))) is not None
    )
    return tuple(_found(full) for _, full in ranked[:count])


def _rank(asked: str, full: str) -> int | None:
    city = full.partition(",")[0]
    if asked in {city, full}:
        return 0
    if city.startswith(asked):
        return 1
    words = full.replace(",", " ").split()
    whole = all(any(word.startswith(part) for word in words) for part in asked.split())
    return 2 if asked and whole else None


def _found(full: str) -> FoundPlace:
    city, _, country = full.partition(", ")
    latitude, longitude = CITIES[full]
    return FoundPlace(city, latitude, longitude, country=country or None)


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", " ".join(text.split()).casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
