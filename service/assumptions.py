"""What an answer takes for granted, in words, and which fields were filled in for the asker."""

from functools import lru_cache

from models.action_spectrum import ActionSpectrumName
from models.calibrations import CALIBRATIONS, CalibrationName
from models.melanin import MELANIN_LAWS
from service.case import Case
from service.phrases import Phrase, phrase
from service.questions import DEFAULT_CLOTHING, DEFAULT_POSTURE, Melanin, Question
from service.sky import Sky
from service.subject import Subject

_POSTURES = {
    "lying": phrase(
        "lying flat: what faces the sky, at most half of the skin, sees it like a plate"
    ),
    "seated": phrase("seated: midway between a horizontal plate and an upright turning figure"),
    "upright": phrase("upright and turning: the mean over a vertical cylinder"),
}
_BURN_JUDGED = phrase(
    "Burn is judged on a horizontal plate, its low end and the limit on the patch of skin "
    "that faces the sun best; without credit for shade, sunscreen or glass."
)
_AMOUNTS_CREDITED = phrase(
    "Amounts of vitamin D are credited until one minimal erythema dose; their low end, and "
    "the high end of the time, count only sun as strong as experiments saw it work."
)
_NO_CLOUD_KNOWN = phrase("No cloud is known: central values are for a clear sky.")
_AGE_UNKNOWN = phrase("Age unknown: synthesis of a young adult; it falls by 13 % a decade.")


_FORECAST = phrase("forecast")
_WORDS = {
    "request": phrase("as you gave it"),
    "climatology": phrase("climatology"),
    "inverted_from_uv_index": phrase("read from a forecast of clear-sky UV index"),
}


def _said_of(source: str) -> Phrase:
    return _WORDS.get(source, _FORECAST)


def defaults_applied(question: Question) -> tuple[str, ...]:
    """Name the request fields that were left open and filled in, in the order of the request."""
    sky, person, exposed = question.sky, question.person, question.exposure
    open_fields = {
        "location.elevation_m": sky.spot.elevation_m is None,
        "start": question.begins_now or sky.start is None,
        "skin.age_years": person.age_years is None,
        "skin.height_cm": person.height_cm is None,
        "skin.weight_kg": person.weight_kg is None,
        "exposure.clothing": (
            exposed.clothing is None
            and exposed.skin_fraction is None
            and exposed.body_parts is None
        ),
        "exposure.posture": exposed.posture is None,
        "exposure.sunscreen.applied_mg_cm2": (
            exposed.sunscreen is not None and exposed.sunscreen.applied_mg_cm2 is None
        ),
        "exposure.sunscreen.wear": exposed.sunscreen is not None and exposed.sunscreen.wear is None,
        "environment.surface": sky.environment.surface is None,
        "target.vitamin_d_iu": question.target_iu is None,
    }
    return tuple(name for name, is_open in open_fields.items() if is_open)


def assumptions_of(case: Case) -> tuple[str, ...]:
    """State the assumptions behind an answer, one sentence each."""
    question, sky, subject = case.question, case.sky, case.stay.subject
    med = subject.minimal_erythema_dose
    said = [
        _skin(question, subject),
        phrase(
            "One minimal erythema dose is {central:.0f} J/m² ({low:.0f} to {high:.0f} for 8 in 10 "
            "people), {source}.",
            central=med.central,
            low=med.low,
            high=med.high,
            source=_med_source(question),
        ),
        _synthesis(question.calibration, question.melanin, question.action_spectrum),
        _BURN_JUDGED,
        *_of_place(sky),
        _AMOUNTS_CREDITED,
        *_of_person(question),
    ]
    if sky.provenance.sky == "clear_sky":
        said.append(_NO_CLOUD_KNOWN)
    return tuple(said)


def assumptions_of_year(
    question: Question, subject: Subject, albedo: float, elevation_m: float
) -> tuple[str, ...]:
    """State the assumptions behind a year, one sentence each."""
    return (
        _skin(question, subject),
        phrase(
            "One minimal erythema dose is {central:.0f} J/m², {source}.",
            central=subject.minimal_erythema_dose.central,
            source=_med_source(question),
        ),
        _synthesis(question.calibration, question.melanin, question.action_spectrum),
        phrase(
            "Each day has one stay, centred on solar noon: until half of the central minimal "
            "erythema dose (of children a quarter), four hours at most. It is no advice: limits "
            "are shorter."
        ),
        phrase(
            "Clear sky of climatological ozone and aerosol where none are given; ground reflects "
            "{albedo:.0%} of the ultraviolet; elevation {elevation:.0f} m.",
            albedo=albedo,
            elevation=elevation_m,
        ),
        phrase("The low end counts only sun as strong as experiments saw it work."),
        *_of_person(question),
    )


def _skin(question: Question, subject: Subject) -> Phrase:
    return phrase(
        "{share:.0%} of {area:.2f} m² of skin is uncovered{source}, {posture}.",
        share=subject.bare_fraction,
        area=subject.skin_area / 1e4,
        source=_dressed(question),
        posture=_POSTURES[question.exposure.posture or DEFAULT_POSTURE],
    )


def _dressed(question: Question) -> str:
    exposed = question.exposure
    if exposed.skin_fraction is not None:
        return ""
    if exposed.body_parts is not None:
        return phrase(" (by parts of the body)")
    return f" ({exposed.clothing or DEFAULT_CLOTHING})"


@lru_cache(maxsize=64)
def _synthesis(
    calibrated: CalibrationName, melanin: Melanin, spectrum: ActionSpectrumName
) -> Phrase:
    calibration, law = CALIBRATIONS[calibrated], MELANIN_LAWS[melanin]
    by = {
        "calibration": calibration.name, "equation": calibration.equation, "law": law.name,
        "its_equation": law.equation,
    }  # fmt: skip
    if calibration.uses_action_spectrum:
        return phrase(
            "Vitamin D by {calibration} ({equation}), action spectrum {spectrum}, pigment by {law} "
            "({its_equation}); published calibrations differ up to eightfold, which the interval "
            "covers.",
            spectrum=spectrum,
            **by,
        )
    return phrase(
        "Vitamin D by {calibration} ({equation}), pigment by {law} ({its_equation}); published "
        "calibrations differ up to eightfold, which the interval covers.",
        **by,
    )


def _of_person(question: Question) -> list[Phrase]:
    person, screen = question.person, question.exposure.sunscreen
    said = []
    if person.age_years is None:
        said.append(_AGE_UNKNOWN)
    if screen is not None:
        said.append(
            phrase(
                "Sunscreen acts as its amount allows and wears off from when it was put on; it "
                "lowers vitamin D and is not credited against burn."
            )
        )
    if question.earlier_stays:
        said.append(
            phrase(
                "Earlier stays count with the same clothes, posture, shade and sunscreen; nothing "
                "of their doses is taken to fade, and what they made counts towards the target. "
                "Cloud or UV that you gave holds from the start on; before it the sky was clear or "
                "forecast."
            )
        )
    return said


@lru_cache(maxsize=32)
def _of_place(sky: Sky) -> tuple[Phrase, Phrase]:
    """Say what all below a sky share."""
    ground = phrase(
        "Ground reflects {albedo:.0%} of the ultraviolet; elevation {elevation:.0f} m.",
        albedo=sky.clear.albedo,
        elevation=sky.place.elevation_m,
    )
    return ground, _air(sky)


def _air(sky: Sky) -> Phrase:
    ozone, aod = sky.provenance.ozone, sky.provenance.aod
    return phrase(
        "Above the place {ozone:.0f} DU of ozone ({ozone_by}) and an aerosol optical depth of "
        "{aod:.2f} ({aod_by}).",
        ozone=ozone.du,
        ozone_by=_said_of(ozone.source),
        aod=aod.value,
        aod_by=_said_of(aod.source),
    )


def _med_source(question: Question) -> Phrase:
    if question.person.med_j_m2 is not None:
        return phrase("measured, within one step of a phototest")
    if question.person.ita_deg is not None:
        return phrase(
            "from the individual typology angle of {angle:.0f}°", angle=question.person.ita_deg
        )
    return phrase("from skin type {number}", number=question.person.fitzpatrick)
