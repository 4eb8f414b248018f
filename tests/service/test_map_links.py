"""Places told by coordinates, or by what maps give to be pasted."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.web.map_links import LONGEST, degrees_text, is_link, is_short_link, place_in

BERLIN = (52.52, 13.41)


@pytest.mark.parametrize(
    "text",
    [
        "52.52, 13.41",
        "52.52,13.41",
        "52.52 13.41",
        "52.52; 13.41",
        " 52,52; 13,41 ",
        "52,52 13,41",
        "52,52, 13,41",
        "52.52° N, 13.41° E",
        "52,52° n 13,41° e",
        "N 52.52, E 13.41",
        "13.41 E, 52.52 N",
        "+52.52, +13.41",
    ],
)
def test_coordinates_as_people_write_them(text):
    assert place_in(text) == BERLIN
    assert not is_link(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("-33.87, 151.21", (-33.87, 151.21)),
        ("\N{MINUS SIGN}33.87, 151.21", (-33.87, 151.21)),
        ("33.87 S, 151.21 E", (-33.87, 151.21)),
        ("40.71 N, 74.01 W", (40.71, -74.01)),
        ("52, 13", (52.0, 13.0)),
        ("52°31'12\"N 13°24'36\"E", BERLIN),
        ("52°31.2′ N, 13°24.6′ E", BERLIN),
        ("90, 180.0", (90.0, 180.0)),
        ("-90, -180.0", (-90.0, -180.0)),
    ],
)
def test_signs_letters_minutes_and_limits(text, place):
    assert place_in(text) == pytest.approx(place)


@pytest.mark.parametrize(
    "text",
    [
        # One number with a decimal comma, postal codes, a date: nobody would notice the mistake.
        "52,13", "52,52,13,41", "10 115", "111 22", "12/06", "",
        "Berlin", "Berlin, Germany", "St. John’s, Canada", "52.52", "52.52,", "N, E",
        "91, 0.0", "0.0, 181", "52.52 N, 13.41", "52.52 N, 13.41 N", "-52.52 S, 13.41 E",
        "N 52.52 N, 13.41 E", "52°61'N 13°24'E", "1.2.3, 4", "52.52, 13.41, 7", "٥٢.٥, ١٣.٤",
        "1" * (LONGEST + 1),
    ],
)  # fmt: skip
def test_what_is_no_place_is_none(text):
    assert place_in(text) is None


@pytest.mark.parametrize(
    "link",
    [
        "geo:52.52,13.41",
        "geo:52.52,13.41,34;u=35",
        "geo:0,0?q=52.52,13.41(Berlin)",
        "https://www.openstreetmap.org/#map=12/52.52/13.41",
        "https://www.openstreetmap.org/#map=12.5/52.52/13.41&layers=N",
        "https://www.openstreetmap.org/?mlat=52.52&mlon=13.41#map=12/1.0/2.0",
        "https://www.google.com/maps/@52.52,13.41,15z",
        "https://www.google.de/maps/@52.52,13.41,1234m/data=!3m1!1e3?entry=ttu",
        "https://www.google.com/maps/place/Berlin/@1.5,2.5,12z/data=!4m5!8m2!3d52.52!4d13.41",
        "https://www.google.com/maps/search/52.52,+13.41?entry=tts",
        "https://www.google.com/maps/search/?api=1&query=52.52%2C13.41",
        "https://maps.google.com/?q=52.52,13.41",
        "https://maps.google.com/maps?q=loc:52.52,13.41",
        "https://maps.google.com/?ll=52.52,13.41&z=10",
        "https://maps.apple.com/?ll=52.52,13.41&q=Caf%C3%A9",
        "https://maps.apple.com/?q=52.52,13.41",
        "https://maps.apple.com/place?coordinate=52.52,13.41&name=Somewhere",
        "https://www.bing.com/maps?cp=52.52~13.41&lvl=12",
        "maps.google.com/?q=52.52,13.41",
        "HTTPS://WWW.OPENSTREETMAP.ORG/#map=12/52.52/13.41",
        "Look at this: https://www.openstreetmap.org/#map=12/52.52/13.41",
    ],
)
def test_links_of_maps(link):
    assert place_in(link) == BERLIN
    assert is_link(link)


def test_what_is_marked_comes_before_what_is_in_the_middle():
    pinned = "https://www.google.com/maps/place/X/@1.0,2.0,9z/data=!3d3.5!4d4.5!3d5.5!4d6.5"
    assert place_in(pinned) == (5.5, 6.5)
    assert place_in("https://maps.google.com/maps/@1.0,2.0,9z?q=3.5,4.5") == (3.5, 4.5)


@pytest.mark.parametrize(
    "link",
    [
        "https://maps.app.goo.gl/AbCdEf123", "https://goo.gl/maps/abc", "https://osm.org/go/0MbEUuE",
        "maps.app.goo.gl/AbCdEf123", "My place https://maps.app.goo.gl/AbCdEf123?g_st=ic",
    ],
)  # fmt: skip
def test_short_links_are_known_to_be_short(link):
    assert place_in(link) is None
    assert is_short_link(link)


@pytest.mark.parametrize(
    "link",
    [
        "https://www.google.com/maps/place/Berlin", "https://example.org/", "http://[::1", "geo:x",
        "https://www.google.com/maps/@91.0,13.41,15z", "https://what3words.com/filled.count.soap",
        "https://www.openstreetmap.org/#map=12/nan/inf", "https://a/?q=1e5,2",
    ],
)  # fmt: skip
def test_links_without_coordinates_are_links_and_no_place(link):
    assert place_in(link) is None
    assert is_link(link)
    assert not is_short_link(link)


@given(st.text(max_size=200))
@example("https://[/#map=1/2/3")
@example("geo:" + "9" * 100)
@example("https://a.b/?" + "&".join("q=1" for _ in range(100)))
def test_garbage_never_raises(text):
    for told in (
        text,
        f"https://maps.example/{text}",
        f"geo:{text}",
        f"https://m.example/?q={text}",
    ):
        place = place_in(told)
        is_short_link(told)
        assert place is None or (abs(place.latitude) <= 90 and abs(place.longitude) <= 180)


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_any_place_is_read_back(latitude, longitude):
    lat, lon = f"{latitude:.5f}", f"{longitude:.5f}"
    expected = pytest.approx((float(lat), float(lon)), abs=1e-9)
    links = ("{}, {}", "geo:{},{}", "https://m.example/@{},{},9z", "https://m.example/#map=9/{}/{}")
    for link in links:
        assert place_in(link.format(lat, lon)) == expected


@pytest.mark.parametrize(
    ("value", "most", "text"),
    [
        (52.5, 4, "52.5"),
        (13.0, 2, "13"),
        (-0.00001, 4, "0"),
        (1.23456, 2, "1.23"),
        (100.0, 2, "100"),
    ],
)
def test_degrees_are_written_briefly(value, most, text):
    assert degrees_text(value, most) == text
