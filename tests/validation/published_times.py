"""Published exposure times as cases: where, when, whose skin, by which calibration, how long."""

import csv
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from references import SHARED

RIKUBETSU = (43.46, 143.77, 370.0)
TSUKUBA, SAPPORO, NAHA = (36.06, 140.13, 25.0), (43.06, 141.35, 20.0), (26.21, 127.68, 5.0)
VALENCIA, MANCHESTER = (39.48, -0.34, 15.0), (53.5, -2.25, 40.0)
BOSTON, MIAMI = (42.36, -71.06, 10.0), (25.76, -80.19, 2.0)
TYPES = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6}


@dataclass(frozen=True)
class Case:
    """One published time."""

    source: str
    place: tuple[float, float, float]
    """Latitude, longitude [°], elevation [m]."""
    when: datetime | str
    """An instant, or a date whose solar noon is meant."""
    low: float
    high: float
    """Published, the same where there is one number. [min]"""
    kind: str = "vitamin_d"
    """Or ``burn``, or ``dose`` of an erythemal exposure."""
    fitzpatrick: int = 3
    area_cm2: float = 600.0
    target_iu: float = 400.0
    dose_j_m2: float = 0.0
    calibration: str = "nies_japan"
    clear: bool = True
    """Whether a clear sky is meant."""
    posture: str = "lying"
    """Published times are those of a horizontal plate."""
    series: str = ""
    """Cases of one series are compared with each other."""


def cases():
    """Every case."""
    return [*nies(), *miyauchi(), *serrano(), *terushkin(), *doses(), *whole_body()]


def nies():
    """Noon at Rikubetsu every ten days, mean over all weather (NIES climatology)."""
    path = SHARED / "data" / "exposure_times_NIES_Rikubetsu_noon_skinIII.csv"
    found = []
    with path.open() as file:
        for row in csv.DictReader(file):
            date = f"2015-{int(row['month']):02}-{int(row['representative_day']):02}"
            for name, kind, area in (
                ("minutes_to_MED_300Jm2", "burn", 600.0),
                ("minutes_10ug_600cm2", "vitamin_d", 600.0),
                ("minutes_10ug_1200cm2", "vitamin_d", 1200.0),
            ):
                minutes = float(row[name])
                found.append(
                    Case(
                        f"NIES, {date[5:]}, {name.removeprefix('minutes_')}", RIKUBETSU, date,
                        minutes, minutes, kind, area_cm2=area, clear=False, series=f"NIES {name}",
                    )
                )  # fmt: skip
    return found


def _japan(month, day, hour):
    return datetime(2013, month, day, hour - 9, tzinfo=UTC)


def miyauchi():
    """5.5 µg on 600 cm², clear sky (Miyauchi, J. Nutr. Sci. Vitaminol. 59 (2013) 257-263)."""
    rows = [
        ("Tsukuba, July noon", TSUKUBA, "2013-07-15", 3.5),
        ("Tsukuba, December noon", TSUKUBA, "2013-12-15", 22.4),
        ("Tsukuba, December 9 h", TSUKUBA, _japan(12, 15, 9), 106.0),
        ("Tsukuba, December 15 h", TSUKUBA, _japan(12, 15, 15), 271.3),
        ("Sapporo, December noon", SAPPORO, "2013-12-15", 76.4),
        ("Naha, December noon", NAHA, "2013-12-15", 8.0),
    ]
    return [
        Case(f"Miyauchi 2013: {name}", place, when, minutes, minutes, target_iu=220.0,
             series="Miyauchi 2013")
        for name, place, when, minutes in rows
    ]  # fmt: skip


def serrano():
    """1000 IU and one MED at noon, measured medians (Serrano, Sci. Total Environ. 574 (2017))."""
    whole = 18_229.0
    made = [
        ("January noon, 10 % bare", "2015-01-15", 120.0, 150.0, 0.10),
        ("July noon, 25 % bare", "2015-07-15", 7.0, 7.0, 0.25),
        ("October noon, 17 % bare", "2015-10-15", 31.0, 31.0, 0.17),
    ]
    burnt = [("July noon, burn", "2015-07-15", 29.0), ("January noon, burn", "2015-01-15", 150.0)]
    return [
        *(
            Case(f"Serrano 2017: {name}", VALENCIA, when, low, high, area_cm2=fraction * whole,
                 target_iu=1000.0, calibration="mckenzie_2009", series="Serrano 2017")
            for name, when, low, high, fraction in made
        ),
        *(
            Case(f"Serrano 2017: {name}", VALENCIA, when, minutes, minutes, "burn",
                 series="Serrano 2017, burn")
            for name, when, minutes in burnt
        ),
    ]  # fmt: skip


def terushkin():
    """400 IU, 25.5 % bare, 12 h EST (Terushkin, J. Am. Acad. Dermatol. 62 (2010) 929; FastRT)."""
    found = []
    for name, place, months in (
        ("Boston", BOSTON, ((4, 3, 8), (7, 3, 8), (10, 3, 8))),
        ("Miami", MIAMI, ((1, 3, 6), (4, 3, 6), (7, 3, 6), (10, 3, 6))),
    ):
        found += [
            Case(f"Terushkin 2010: {name}, month {month}", place,
                 datetime(2009, month, 15, 17, tzinfo=UTC), low, high, area_cm2=0.255 * 18_229.0,
                 calibration="webb_engelsen_2006", series="")
            for month, low, high in months
        ]  # fmt: skip
    return found


def doses():
    """Times to an erythemal dose, whatever the skin."""
    return [
        Case("Rhodes 2010: 1.3 SED, Manchester, June midday", MANCHESTER, "2009-06-15", 13, 13,
             "dose", dose_j_m2=130.0),
        Case("Webb 2018: 1 SED, southern England, June noon", (50.7, -1.5, 50.0), "2015-06-15", 9,
             9, "dose", dose_j_m2=100.0, clear=False),
        Case("Webb 2018: 1 SED, northern Scotland, June noon", (58.5, -4.0, 50.0), "2015-06-15", 13,
             13, "dose", dose_j_m2=100.0, clear=False),
    ]  # fmt: skip


def whole_body():
    """McKenzie et al., Photochem. Photobiol. 85 (2009) 88-98: summer noon at 45 °S, whole body."""
    lauder = (-45.04, 169.68, 370.0)
    return [
        Case("McKenzie 2009: 1000 IU, whole body, summer noon", lauder, "2008-12-22", 1, 1,
             fitzpatrick=2, area_cm2=18_229.0, target_iu=1000.0, calibration="mckenzie_2009"),
        Case("McKenzie 2009: damage, summer noon", lauder, "2008-12-22", 15, 15, "burn",
             fitzpatrick=2),
    ]  # fmt: skip


def date_of(case):
    """Date at which a case is judged, as midnight in UTC, or its instant."""
    if isinstance(case.when, datetime):
        return case.when
    return datetime.fromisoformat(case.when).replace(tzinfo=UTC) - timedelta(
        hours=case.place[1] / 15.0
    )
