"""
Cities of the world that need no network: name, region where it tells apart, country, position.

Names are English or as they are written there.
"""

import difflib
import re
import unicodedata
from collections import Counter
from types import MappingProxyType

from service.found_places import FoundPlace

_CITIES = """
Abidjan, Côte d’Ivoire|5.36|-4.01
Abu Dhabi, United Arab Emirates|24.45|54.38
Abuja, Nigeria|9.06|7.49
Accra, Ghana|5.56|-0.20
Addis Ababa, Ethiopia|9.03|38.74
Adelaide, Australia|-34.93|138.60
Albuquerque, New Mexico, United States|35.08|-106.65
Alexandria, Egypt|31.20|29.92
Algiers, Algeria|36.75|3.06
Almaty, Kazakhstan|43.24|76.89
Amman, Jordan|31.95|35.93
Amsterdam, Netherlands|52.37|4.90
Anchorage, Alaska, United States|61.22|-149.90
Andorra la Vella, Andorra|42.51|1.52
Ankara, Türkiye|39.93|32.86
Antananarivo, Madagascar|-18.88|47.51
Antwerp, Belgium|51.22|4.40
Apia, Samoa|-13.83|-171.76
Ashgabat, Turkmenistan|37.95|58.38
Asmara, Eritrea|15.33|38.93
Astana, Kazakhstan|51.17|71.43
Asunción, Paraguay|-25.28|-57.63
Athens, Greece|37.98|23.73
Atlanta, Georgia, United States|33.75|-84.39
Auckland, New Zealand|-36.85|174.76
Austin, Texas, United States|30.27|-97.74
Baghdad, Iraq|33.31|44.37
Baku, Azerbaijan|40.41|49.87
Baltimore, Maryland, United States|39.29|-76.61
Bamako, Mali|12.64|-8.00
Bandar Seri Begawan, Brunei|4.90|114.94
Bangalore, India|12.97|77.59
Bangkok, Thailand|13.76|100.50
Bangui, Central African Republic|4.36|18.56
Banjul, Gambia|13.45|-16.58
Barcelona, Spain|41.39|2.17
Basel, Switzerland|47.56|7.59
Beijing, China|39.90|116.41
Beirut, Lebanon|33.89|35.50
Belfast, United Kingdom|54.60|-5.93
Belgrade, Serbia|44.79|20.45
Belmopan, Belize|17.25|-88.77
Bergen, Norway|60.39|5.32
Berlin, Germany|52.52|13.41
Bern, Switzerland|46.95|7.45
Bilbao, Spain|43.26|-2.93
Billings, Montana, United States|45.78|-108.50
Birmingham, United Kingdom|52.48|-1.90
Bishkek, Kyrgyzstan|42.87|74.59
Bissau, Guinea-Bissau|11.86|-15.60
Bogotá, Colombia|4.71|-74.07
Boise, Idaho, United States|43.62|-116.20
Bologna, Italy|44.49|11.34
Bordeaux, France|44.84|-0.58
Boston, Massachusetts, United States|42.36|-71.06
Brasília, Brazil|-15.79|-47.88
Bratislava, Slovakia|48.15|17.11
Brazzaville, Congo|-4.27|15.28
Bridgeport, Connecticut, United States|41.18|-73.19
Bridgetown, Barbados|13.10|-59.62
Brisbane, Australia|-27.47|153.03
Brussels, Belgium|50.85|4.35
Bucharest, Romania|44.43|26.10
Budapest, Hungary|47.50|19.04
Buenos Aires, Argentina|-34.60|-58.38
Bujumbura, Burundi|-3.38|29.36
Burlington, Vermont, United States|44.48|-73.21
Cairo, Egypt|30.04|31.24
Calgary, Canada|51.05|-114.07
Canberra, Australia|-35.28|149.13
Cape Town, South Africa|-33.92|18.42
Caracas, Venezuela|10.48|-66.90
Cardiff, United Kingdom|51.48|-3.18
Casablanca, Morocco|33.57|-7.59
Castries, Saint Lucia|14.01|-60.99
Charleston, South Carolina, United States|32.78|-79.93
Charleston, West Virginia, United States|38.35|-81.63
Charlotte, North Carolina, United States|35.23|-80.84
Chennai, India|13.08|80.27
Cheyenne, Wyoming, United States|41.14|-104.82
Chicago, Illinois, United States|41.88|-87.63
Chișinău, Moldova|47.01|28.86
Christchurch, New Zealand|-43.53|172.64
Cologne, Germany|50.94|6.96
Colombo, Sri Lanka|6.93|79.85
Columbus, Ohio, United States|39.96|-83.00
Conakry, Guinea|9.54|-13.68
Copenhagen, Denmark|55.68|12.57
Córdoba, Argentina|-31.42|-64.18
Dakar, Senegal|14.72|-17.47
Dallas, Texas, United States|32.78|-96.80
Damascus, Syria|33.51|36.29
Dar es Salaam, Tanzania|-6.79|39.21
Darwin, Australia|-12.46|130.84
Delhi, India|28.61|77.21
Denver, Colorado, United States|39.74|-104.99
Des Moines, Iowa, United States|41.59|-93.62
Detroit, Michigan, United States|42.33|-83.05
Dhaka, Bangladesh|23.81|90.41
Dili, Timor-Leste|-8.56|125.57
Djibouti, Djibouti|11.59|43.15
Dodoma, Tanzania|-6.17|35.74
Doha, Qatar|25.29|51.53
Dresden, Germany|51.05|13.74
Dubai, United Arab Emirates|25.20|55.27
Dublin, Ireland|53.35|-6.26
Durban, South Africa|-29.86|31.03
Dushanbe, Tajikistan|38.56|68.77
Düsseldorf, Germany|51.23|6.78
Edinburgh, United Kingdom|55.95|-3.19
Edmonton, Canada|53.55|-113.49
Fargo, North Dakota, United States|46.88|-96.79
Florence, Italy|43.77|11.25
Frankfurt, Germany|50.11|8.68
Freetown, Sierra Leone|8.48|-13.23
Gaborone, Botswana|-24.65|25.91
Gdańsk, Poland|54.35|18.65
Geneva, Switzerland|46.20|6.14
Georgetown, Guyana|6.80|-58.16
Glasgow, United Kingdom|55.86|-4.25
Gothenburg, Sweden|57.71|11.97
Graz, Austria|47.07|15.44
Guadalajara, Mexico|20.67|-103.35
Guangzhou, China|23.13|113.26
Guatemala City, Guatemala|14.63|-90.51
Guayaquil, Ecuador|-2.19|-79.89
Halifax, Canada|44.65|-63.57
Hamburg, Germany|53.55|9.99
Hanoi, Vietnam|21.03|105.85
Harare, Zimbabwe|-17.83|31.05
Havana, Cuba|23.11|-82.37
Helsinki, Finland|60.17|24.94
Ho Chi Minh City, Vietnam|10.82|106.63
Hobart, Australia|-42.88|147.33
Hong Kong, China|22.32|114.17
Honiara, Solomon Islands|-9.43|159.95
Honolulu, Hawaii, United States|21.31|-157.86
Houston, Texas, United States|29.76|-95.37
Huntsville, Alabama, United States|34.73|-86.59
Indianapolis, Indiana, United States|39.77|-86.16
Innsbruck, Austria|47.27|11.39
Islamabad, Pakistan|33.69|73.06
Istanbul, Türkiye|41.01|28.98
Jackson, Mississippi, United States|32.30|-90.18
Jacksonville, Florida, United States|30.33|-81.66
Jakarta, Indonesia|-6.21|106.85
Jerusalem, Israel|31.77|35.21
Johannesburg, South Africa|-26.20|28.05
Juba, South Sudan|4.86|31.57
Kabul, Afghanistan|34.53|69.17
Kampala, Uganda|0.32|32.58
Kansas City, Missouri, United States|39.10|-94.58
Karachi, Pakistan|24.86|67.01
Kathmandu, Nepal|27.72|85.32
Khartoum, Sudan|15.50|32.56
Kigali, Rwanda|-1.95|30.06
Kingston, Jamaica|17.97|-76.79
Kinshasa, DR Congo|-4.44|15.27
Kolkata, India|22.57|88.36
Kraków, Poland|50.06|19.94
Kuala Lumpur, Malaysia|3.14|101.69
Kuwait City, Kuwait|29.38|47.99
Kyiv, Ukraine|50.45|30.52
La Paz, Bolivia|-16.50|-68.15
Lagos, Nigeria|6.52|3.38
Las Palmas, Spain|28.12|-15.43
Las Vegas, Nevada, United States|36.17|-115.14
Leipzig, Germany|51.34|12.37
Libreville, Gabon|0.39|9.45
Lille, France|50.63|3.06
Lilongwe, Malawi|-13.96|33.79
Lima, Peru|-12.05|-77.04
Lisbon, Portugal|38.72|-9.14
Little Rock, Arkansas, United States|34.75|-92.29
Ljubljana, Slovenia|46.06|14.51
Lomé, Togo|6.13|1.22
London, United Kingdom|51.51|-0.13
Longyearbyen, Svalbard|78.22|15.65
Los Angeles, California, United States|34.05|-118.24
Louisville, Kentucky, United States|38.25|-85.76
Luanda, Angola|-8.84|13.23
Lusaka, Zambia|-15.42|28.28
Luxembourg, Luxembourg|49.61|6.13
Lyon, France|45.76|4.84
Madrid, Spain|40.42|-3.70
Malabo, Equatorial Guinea|3.75|8.78
Málaga, Spain|36.72|-4.42
Malé, Maldives|4.18|73.51
Malmö, Sweden|55.60|13.00
Managua, Nicaragua|12.11|-86.24
Manama, Bahrain|26.23|50.59
Manaus, Brazil|-3.12|-60.02
Manchester, United Kingdom|53.48|-2.24
Manchester, New Hampshire, United States|42.99|-71.46
Manila, Philippines|14.60|120.98
Maputo, Mozambique|-25.97|32.57
Marrakesh, Morocco|31.63|-7.99
Marseille, France|43.30|5.37
Maseru, Lesotho|-29.31|27.48
Mbabane, Eswatini|-26.32|31.13
Medellín, Colombia|6.24|-75.57
Melbourne, Australia|-37.81|144.96
Memphis, Tennessee, United States|35.15|-90.05
Mexico City, Mexico|19.43|-99.13
Miami, Florida, United States|25.76|-80.19
Milan, Italy|45.46|9.19
Milwaukee, Wisconsin, United States|43.04|-87.91
Minneapolis, Minnesota, United States|44.98|-93.27
Minsk, Belarus|53.90|27.57
Mogadishu, Somalia|2.05|45.32
Monaco, Monaco|43.73|7.42
Monrovia, Liberia|6.30|-10.80
Montevideo, Uruguay|-34.90|-56.16
Montréal, Canada|45.50|-73.57
Moroni, Comoros|-11.70|43.26
Moscow, Russia|55.76|37.62
Mumbai, India|19.08|72.88
Munich, Germany|48.14|11.58
Murmansk, Russia|68.97|33.08
Muscat, Oman|23.59|58.41
Nairobi, Kenya|-1.29|36.82
Naples, Italy|40.85|14.27
Nashville, Tennessee, United States|36.16|-86.78
Nassau, Bahamas|25.05|-77.35
Naypyidaw, Myanmar|19.76|96.08
New Orleans, Louisiana, United States|29.95|-90.07
New York, New York, United States|40.71|-74.01
Newark, New Jersey, United States|40.74|-74.17
Niamey, Niger|13.51|2.11
Nice, France|43.70|7.27
Nicosia, Cyprus|35.17|33.36
Nouakchott, Mauritania|18.08|-15.98
Nouméa, New Caledonia|-22.27|166.45
Novosibirsk, Russia|55.03|82.92
Nukuʻalofa, Tonga|-21.14|-175.20
Nuremberg, Germany|49.45|11.08
Nuuk, Greenland|64.18|-51.72
N’Djamena, Chad|12.13|15.06
Odesa, Ukraine|46.48|30.72
Oklahoma City, Oklahoma, United States|35.47|-97.52
Omaha, Nebraska, United States|41.26|-95.94
Osaka, Japan|34.69|135.50
Oslo, Norway|59.91|10.75
Ottawa, Canada|45.42|-75.70
Ouagadougou, Burkina Faso|12.37|-1.52
Palermo, Italy|38.12|13.36
Palma, Spain|39.57|2.65
Panama City, Panama|8.98|-79.52
Papeete, French Polynesia|-17.54|-149.57
Paramaribo, Suriname|5.85|-55.20
Paris, France|48.86|2.35
Perth, Australia|-31.95|115.86
Philadelphia, Pennsylvania, United States|39.95|-75.17
Phnom Penh, Cambodia|11.56|104.92
Phoenix, Arizona, United States|33.45|-112.07
Pittsburgh, Pennsylvania, United States|40.44|-80.00
Podgorica, Montenegro|42.44|19.26
Port Louis, Mauritius|-20.16|57.50
Port Moresby, Papua New Guinea|-9.44|147.18
Port of Spain, Trinidad and Tobago|10.65|-61.51
Port Vila, Vanuatu|-17.73|168.32
Port-au-Prince, Haiti|18.54|-72.34
Portland, Maine, United States|43.66|-70.26
Portland, Oregon, United States|45.52|-122.68
Porto, Portugal|41.15|-8.61
Porto-Novo, Benin|6.50|2.60
Prague, Czechia|50.08|14.44
Praia, Cape Verde|14.92|-23.51
Pretoria, South Africa|-25.75|28.19
Pristina, Kosovo|42.66|21.17
Providence, Rhode Island, United States|41.82|-71.41
Punta Arenas, Chile|-53.16|-70.91
Pyongyang, North Korea|39.02|125.75
Québec, Canada|46.81|-71.21
Quito, Ecuador|-0.18|-78.47
Rabat, Morocco|34.02|-6.84
Ramallah, Palestine|31.90|35.20
Reykjavík, Iceland|64.15|-21.94
Riga, Latvia|56.95|24.11
Rio de Janeiro, Brazil|-22.91|-43.17
Riyadh, Saudi Arabia|24.71|46.68
Rome, Italy|41.90|12.50
Rotterdam, Netherlands|51.92|4.48
Sacramento, California, United States|38.58|-121.49
Saint Petersburg, Russia|59.94|30.31
Salt Lake City, Utah, United States|40.76|-111.89
Salvador, Brazil|-12.97|-38.50
Salzburg, Austria|47.80|13.04
San Diego, California, United States|32.72|-117.16
San Francisco, California, United States|37.77|-122.42
San José, Costa Rica|9.93|-84.08
San Juan, Puerto Rico|18.47|-66.11
San Marino, San Marino|43.94|12.45
San Salvador, El Salvador|13.69|-89.22
Sanaa, Yemen|15.37|44.19
Santiago, Chile|-33.45|-70.67
Santo Domingo, Dominican Republic|18.49|-69.93
São Paulo, Brazil|-23.55|-46.63
São Tomé, São Tomé and Príncipe|0.34|6.73
Sapporo, Japan|43.06|141.35
Sarajevo, Bosnia and Herzegovina|43.86|18.41
Seattle, Washington, United States|47.61|-122.33
Seoul, South Korea|37.57|126.98
Seville, Spain|37.39|-5.98
Shanghai, China|31.23|121.47
Singapore, Singapore|1.35|103.82
Sioux Falls, South Dakota, United States|43.55|-96.73
Skopje, North Macedonia|42.00|21.43
Sofia, Bulgaria|42.70|23.32
St. John’s, Canada|47.56|-52.71
Stockholm, Sweden|59.33|18.07
Strasbourg, France|48.58|7.75
Stuttgart, Germany|48.78|9.18
Sucre, Bolivia|-19.03|-65.26
Suva, Fiji|-18.12|178.45
Sydney, Australia|-33.87|151.21
Taipei, Taiwan|25.03|121.57
Tallinn, Estonia|59.44|24.75
Tashkent, Uzbekistan|41.30|69.24
Tbilisi, Georgia|41.72|44.78
Tegucigalpa, Honduras|14.07|-87.19
Tehran, Iran|35.69|51.39
Tel Aviv, Israel|32.09|34.78
Thessaloniki, Greece|40.64|22.94
Thimphu, Bhutan|27.47|89.64
Tirana, Albania|41.33|19.82
Tokyo, Japan|35.68|139.69
Toronto, Canada|43.65|-79.38
Toulouse, France|43.60|1.44
Trieste, Italy|45.65|13.78
Tripoli, Libya|32.89|13.19
Tromsø, Norway|69.65|18.96
Tunis, Tunisia|36.81|10.18
Turin, Italy|45.07|7.69
Ulaanbaatar, Mongolia|47.92|106.92
Ushuaia, Argentina|-54.80|-68.30
Vaduz, Liechtenstein|47.14|9.52
Valencia, Spain|39.47|-0.38
Valletta, Malta|35.90|14.51
Vancouver, Canada|49.28|-123.12
Venice, Italy|45.44|12.33
Victoria, Seychelles|-4.62|55.45
Vienna, Austria|48.21|16.37
Vientiane, Laos|17.97|102.63
Vilnius, Lithuania|54.69|25.28
Virginia Beach, Virginia, United States|36.85|-75.98
Vladivostok, Russia|43.12|131.89
Warsaw, Poland|52.23|21.01
Washington, District of Columbia, United States|38.91|-77.04
Wellington, New Zealand|-41.29|174.78
Wichita, Kansas, United States|37.69|-97.34
Wilmington, Delaware, United States|39.75|-75.55
Windhoek, Namibia|-22.56|17.08
Winnipeg, Canada|49.90|-97.14
Wrocław, Poland|51.11|17.04
Yangon, Myanmar|16.87|96.20
Yaoundé, Cameroon|3.87|11.52
Yellowknife, Canada|62.45|-114.37
Yerevan, Armenia|40.18|44.51
Zagreb, Croatia|45.81|15.98
Zürich, Switzerland|47.38|8.54
"""
_UNLIKE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe"})
"""Letters that Unicode does not take apart into a plain one and an accent."""
_SILENT = re.compile(r"[.’'ʻ]")


def _parse(line: str) -> FoundPlace:
    full, latitude, longitude = line.split("|")
    name, *region, country = full.split(", ")
    admin1 = region[0] if region else None
    return FoundPlace(name, float(latitude), float(longitude), country=country, admin1=admin1)


def _plain(text: str) -> str:
    """Leave the letters: no capitals, accents, apostrophes or hyphens."""
    letters = _SILENT.sub("", text.casefold()).translate(_UNLIKE)
    apart = unicodedata.normalize("NFKD", letters)
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", bare))


_PLACES = tuple(_parse(line) for line in _CITIES.strip().splitlines())
_NAMESAKES = Counter((place.name, place.country) for place in _PLACES)


def _label(place: FoundPlace) -> str:
    alone = _NAMESAKES[place.name, place.country] == 1
    return ", ".join(
        part for part in (place.name, None if alone else place.admin1, place.country) if part
    )


_BY_LABEL = {_label(place): place for place in _PLACES}
CITIES = MappingProxyType(
    {label: (place.latitude, place.longitude) for label, place in _BY_LABEL.items()}
)
"""Latitude and longitude by name and country; read-only. [°]"""


_PLAIN = tuple((_plain(place.name), _plain(label)) for label, place in _BY_LABEL.items())
_WORDS = tuple(
    f"{label} {_plain(place.admin1 or '')}".split()
    for (_, label), place in zip(_PLAIN, _PLACES, strict=True)
)

_ALIKE = 0.75
"""Share of letters that a slip of the finger leaves in place. [unitless]"""
_BY_REGION = 3
"""Rank of cities that are not called so but lie there."""


def cities_called(text: str) -> tuple[str, ...]:
    """Find the keys of ``CITIES`` that a name means, with or without the country, in any case."""
    asked = _plain(text)
    return tuple(
        label for label, plain in zip(CITIES, _PLAIN, strict=True) if asked and asked in plain
    )


def cities_like(text: str, most: int = 4) -> tuple[str, ...]:
    """Find the keys of ``CITIES`` whose names are nearly what was typed, the likeliest first."""
    asked = _plain(text.partition(",")[0])
    near = difflib.get_close_matches(asked, [plain for plain, _ in _PLAIN], most, _ALIKE)
    labels = zip(CITIES, _PLAIN, strict=True)
    by_name = {plain: label for label, (plain, _) in labels}
    return tuple(by_name[name] for name in dict.fromkeys(near))


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
        Latitude and longitude; ``None`` for several of that name too, because nobody would notice
        the wrong one. [°]
    """
    found = cities_called(text)
    return CITIES[found[0]] if len(found) == 1 else None


def search_cities(name: str, count: int) -> tuple[FoundPlace, ...]:
    """
    Find cities whose name has words that begin as asked, or else whose region or country has.

    Parameters
    ----------
    name : str
        In any case, with or without accents.
    count : int
        How many at most.

    Returns
    -------
    tuple of FoundPlace
        Whole names first, then beginnings of names, then other words of names.
    """
    asked = _plain(name)
    if not asked:
        return ()
    ranked = sorted(
        (rank, at) for at in range(len(_PLACES)) if (rank := _rank(asked, at)) is not None
    )
    by_name = [at for rank, at in ranked if rank < _BY_REGION]
    return tuple(_PLACES[at] for at in (by_name or [at for _, at in ranked])[:count])


def _rank(asked: str, at: int) -> int | None:
    if asked in _PLAIN[at]:
        return 0
    if _PLAIN[at][0].startswith(asked):
        return 1
    if _begin(_PLAIN[at][0].split(), asked):
        return 2
    return _BY_REGION if _begin(_WORDS[at], asked) else None


def _begin(words: list[str], asked: str) -> bool:
    return all(any(word.startswith(part) for word in words) for part in asked.split())
