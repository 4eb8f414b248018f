"""What an answer takes for granted, in words, and which fields were filled in for the asker."""

from models import vitamin_d
from service.questions import DEFAULT_CLOTHING, DEFAULT_POSTURE, Question
from service.sky import Sky
from service.stay import Body

_POSTURES = {
    "lying": "lying flat: the skin sees the sky like a horizontal plate",
    "seated": "seated: midway between a horizontal plate and an upright turning figure",
    "upright": "upright and turning: the mean over a vertical cylinder",
}


_WORDS = {
    "request": "as you gave it",
    "climatology": "climatology",
    "open_meteo_cams": "forecast",
}


def defaults_applied(question: Question) -> tuple[str, ...]:
    """Name the request fields that were left open and filled in, in the order of the request."""
    sky, person, exposed = question.sky, question.person, question.exposure
    open_fields = {
        "location.elevation_m": sky.spot.elevation_m is None,
        "start": question.begins_now or sky.start is None,
        "skin.age_years": person.age_years is None,
        "exposure.clothing": exposed.clothing is None and exposed.skin_fraction is None,
        "exposure.posture": exposed.posture is None,
        "exposure.sunscreen.applied_mg_cm2": (
            exposed.sunscreen is not None and exposed.sunscreen.applied_mg_cm2 is None
        ),
        "environment.surface": sky.environment.surface is None,
        "target.vitamin_d_iu": question.target_iu is None,
    }
    return tuple(name for name, is_open in open_fields.items() if is_open)


def assumptions_of(question: Question, sky: Sky, body: Body) -> tuple[str, ...]:
    """State the assumptions behind an answer, one sentence each."""
    exposed, person = question.exposure, question.person
    med = body.minimal_erythema_dose
    clothing = (
        "" if exposed.skin_fraction is not None else (f" ({exposed.clothing or DEFAULT_CLOTHING})")
    )
    calibration = vitamin_d.CALIBRATIONS[question.calibration]
    said = [
        f"{body.skin_fraction:.0%} of the skin is uncovered{clothing}, "
        f"{_POSTURES[exposed.posture or DEFAULT_POSTURE]}.",
        f"One minimal erythema dose is {med.central:.0f} J/m² ({med.low:.0f} to {med.high:.0f} "
        f"for 8 in 10 people), {_med_source(question)}.",
        f"Vitamin D by {calibration.name}: {calibration.equation}; published calibrations differ "
        "up to eightfold, which the interval covers.",
        "Burn is judged on a horizontal plate, its low end and the limit on the patch of skin that "
        "faces the sun best; without credit for shade, sunscreen or glass.",
        f"Ground reflects {sky.clear.albedo:.0%} of the ultraviolet; elevation "
        f"{sky.place.elevation_m:.0f} m.",
        _air(sky),
        "Amounts of vitamin D are credited until one minimal erythema dose; their low end, and the "
        "high end of the time, count only sun as strong as experiments saw it work.",
    ]
    if person.age_years is None:
        said.append("Age unknown: synthesis of a young adult; it falls by 13 % a decade.")
    if sky.provenance.sky == "clear_sky":
        said.append("No cloud is known: central values are for a clear sky.")
    return tuple(said)


def _air(sky: Sky) -> str:
    ozone, aod = sky.provenance.ozone, sky.provenance.aod
    return (
        f"Above the place {ozone.du:.0f} DU of ozone ({_WORDS[ozone.source]}) and an aerosol "
        f"optical depth of {aod.value:.2f} ({_WORDS[aod.source]})."
    )


def _med_source(question: Question) -> str:
    if question.person.med_j_m2 is not None:
        return "measured, within one step of a phototest"
    if question.person.ita_deg is not None:
        return f"from the individual typology angle of {question.person.ita_deg:.0f}°"
    return f"from skin type {question.person.fitzpatrick}"
