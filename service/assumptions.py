"""What an answer takes for granted, in words, and which fields were filled in for the asker."""

from models.calibrations import CALIBRATIONS
from models.melanin import MELANIN_LAWS
from service.case import Case
from service.questions import DEFAULT_CLOTHING, DEFAULT_POSTURE, Question
from service.sky import Sky
from service.subject import Subject

_POSTURES = {
    "lying": "lying flat: what faces the sky, at most half of the skin, sees it like a plate",
    "seated": "seated: midway between a horizontal plate and an upright turning figure",
    "upright": "upright and turning: the mean over a vertical cylinder",
}


_WORDS = {
    "request": "as you gave it",
    "climatology": "climatology",
    "inverted_from_uv_index": "read from a forecast of clear-sky UV index",
}


def _said_of(source: str) -> str:
    return _WORDS.get(source, "forecast")


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
        f"One minimal erythema dose is {med.central:.0f} J/m² ({med.low:.0f} to {med.high:.0f} "
        f"for 8 in 10 people), {_med_source(question)}.",
        _synthesis(question),
        "Burn is judged on a horizontal plate, its low end and the limit on the patch of skin that "
        "faces the sun best; without credit for shade, sunscreen or glass.",
        f"Ground reflects {sky.clear.albedo:.0%} of the ultraviolet; elevation "
        f"{sky.place.elevation_m:.0f} m.",
        _air(sky),
        "Amounts of vitamin D are credited until one minimal erythema dose; their low end, and the "
        "high end of the time, count only sun as strong as experiments saw it work.",
        *_of_person(question),
    ]
    if sky.provenance.sky == "clear_sky":
        said.append("No cloud is known: central values are for a clear sky.")
    return tuple(said)


def assumptions_of_year(
    question: Question, subject: Subject, albedo: float, elevation_m: float
) -> tuple[str, ...]:
    """State the assumptions behind a year, one sentence each."""
    med = subject.minimal_erythema_dose
    return (
        _skin(question, subject),
        f"One minimal erythema dose is {med.central:.0f} J/m², {_med_source(question)}.",
        _synthesis(question),
        "Each day has one stay, centred on solar noon: until half of the central minimal erythema "
        "dose (of children a quarter), four hours at most. It is no advice: limits are shorter.",
        f"Clear sky of climatological ozone and aerosol where none are given; ground reflects "
        f"{albedo:.0%} of the ultraviolet; elevation {elevation_m:.0f} m.",
        "The low end counts only sun as strong as experiments saw it work.",
        *_of_person(question),
    )


def _skin(question: Question, subject: Subject) -> str:
    exposed = question.exposure
    if exposed.skin_fraction is not None:
        source = ""
    elif exposed.body_parts is not None:
        source = " (by parts of the body)"
    else:
        source = f" ({exposed.clothing or DEFAULT_CLOTHING})"
    return (
        f"{subject.bare_fraction:.0%} of {subject.skin_area / 1e4:.2f} m² of skin is uncovered"
        f"{source}, {_POSTURES[exposed.posture or DEFAULT_POSTURE]}."
    )


def _synthesis(question: Question) -> str:
    calibration = CALIBRATIONS[question.calibration]
    law = MELANIN_LAWS[question.melanin]
    spectrum = (
        f", action spectrum {question.action_spectrum}" if calibration.uses_action_spectrum else ""
    )
    return (
        f"Vitamin D by {calibration.name} ({calibration.equation}){spectrum}, pigment by "
        f"{law.name} ({law.equation}); published calibrations differ up to eightfold, which the "
        "interval covers."
    )


def _of_person(question: Question) -> list[str]:
    person, screen = question.person, question.exposure.sunscreen
    said = []
    if person.age_years is None:
        said.append("Age unknown: synthesis of a young adult; it falls by 13 % a decade.")
    if screen is not None:
        said.append(
            "Sunscreen acts as its amount allows and wears off from when it was put on; it lowers "
            "vitamin D and is not credited against burn."
        )
    if question.earlier_stays:
        said.append(
            "Earlier stays count with the same clothes, posture, shade and sunscreen; nothing of "
            "their doses is taken to fade, and what they made counts towards the target. Cloud or "
            "UV that you gave holds from the start on; before it the sky was clear or forecast."
        )
    return said


def _air(sky: Sky) -> str:
    ozone, aod = sky.provenance.ozone, sky.provenance.aod
    return (
        f"Above the place {ozone.du:.0f} DU of ozone ({_said_of(ozone.source)}) and an aerosol "
        f"optical depth of {aod.value:.2f} ({_said_of(aod.source)})."
    )


def _med_source(question: Question) -> str:
    if question.person.med_j_m2 is not None:
        return "measured, within one step of a phototest"
    if question.person.ita_deg is not None:
        return f"from the individual typology angle of {question.person.ita_deg:.0f}°"
    return f"from skin type {question.person.fitzpatrick}"
