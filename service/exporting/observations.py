"""
Samples as FHIR R4 observations, with the codes of the HL7 Personal Health Record Format guide.

Only what has a code there, or in LOINC: UV index, time in daylight, intake and blood levels.
Erythemal doses have none; as ``uvExposure`` they would be taken for a UV index.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from service.exporting.plain import local
from service.exporting.source import Source
from service.samples import Sample, SampleType
from service.syncing.civil_dates import zone_of

PGHD = "http://hl7.org/fhir/uv/phr/CodeSystem/observation-pghd-codes"
LOINC = "http://loinc.org"
_UCUM = "http://unitsofmeasure.org"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
_CATEGORIES = {"social-history": "Social History", "laboratory": "Laboratory"}


@dataclass(frozen=True, slots=True)
class Coded:
    """How one kind of samples is called in FHIR."""

    type: SampleType
    system: str
    code: str
    display: str
    ucum: str | None
    """Code of the unit; the UV index has none."""
    category: str = "social-history"


_UV = Coded("uv_index", PGHD, "uvExposure", "Uv exposure", None)
_DAYLIGHT = Coded("time_in_daylight", PGHD, "timeInDaylight", "Time in daylight", "min")
_VITAMIN_D = Coded("intake", PGHD, "dietaryVitaminD", "Vitamin d", "ug")
_VITAMIN_K = Coded("intake", PGHD, "dietaryVitaminK", "Vitamin k", "ug")
_CALCIUM = Coded("intake", PGHD, "dietaryCalcium", "Calcium", "mg")
_25OHD = Coded(
    "lab_25ohd", LOINC, "14635-7", "25-hydroxyvitamin D3 [Moles/volume] in Serum or Plasma",
    "nmol/L", "laboratory",
)  # fmt: skip
EVERY_CODE = (_UV, _DAYLIGHT, _VITAMIN_D, _VITAMIN_K, _CALCIUM, _25OHD)
_BY_TYPE: Mapping[str, Coded] = MappingProxyType(
    {coded.type: coded for coded in (_UV, _DAYLIGHT, _25OHD)}
)
_BY_SUBSTANCE: Mapping[str, Coded] = MappingProxyType(
    {
        "vitamin_d": _VITAMIN_D, "vitamin_d2": _VITAMIN_D, "vitamin_d3": _VITAMIN_D,
        "vitamin_k1": _VITAMIN_K, "vitamin_k2_mk4": _VITAMIN_K, "vitamin_k2_mk7": _VITAMIN_K,
        "calcium": _CALCIUM,
    }
)  # fmt: skip


def coded(sample: Sample) -> Coded | None:
    """Find out what a sample is called in FHIR; ``None`` for most types, and for tombstones."""
    if sample.deleted or sample.value is None or sample.type is None:
        return None
    if sample.type == "intake":
        return _BY_SUBSTANCE.get(sample.details.get("substance", "vitamin_d"))
    return _BY_TYPE.get(sample.type)


def observation(sample: Sample, source: Source) -> dict[str, Any] | None:
    """
    Write a sample as an Observation.

    Parameters
    ----------
    sample : Sample
    source : Source
        Whose it is.

    Returns
    -------
    dict or None
    """
    called = coded(sample)
    if called is None or sample.start_ms is None or sample.end_ms is None:
        return None
    zone = zone_of(sample, source.zone)
    resource = {
        "resourceType": "Observation",
        "id": sample.id,
        "identifier": [{"system": "urn:ietf:rfc3986", "value": f"urn:uuid:{sample.id}"}],
        "status": "final",
        "category": [{"coding": [_category(called)]}],
        "code": {
            "coding": [{"system": called.system, "code": called.code, "display": called.display}],
            "text": called.display,
        },
        "subject": {"reference": f"Patient/{source.user.user_id}"},
        "effectivePeriod": {
            "start": local(sample.start_ms, zone), "end": local(sample.end_ms, zone)
        },
        "valueQuantity": _quantity(sample.value, called),
    }  # fmt: skip
    if sample.device_id is not None:
        called_device = source.devices.get(sample.device_id, sample.device_id)
        resource["device"] = {"display": called_device}
    return resource


def entry_of(resource: Mapping[str, Any]) -> dict[str, Any]:
    """Put an Observation into a searchset."""
    return {
        "fullUrl": f"urn:uuid:{resource['id']}",
        "resource": resource,
        "search": {"mode": "match"},
    }


def _category(called: Coded) -> dict[str, str]:
    return {
        "system": _CATEGORY, "code": called.category, "display": _CATEGORIES[called.category]
    }  # fmt: skip


def _quantity(value: float | None, called: Coded) -> dict[str, Any]:
    if called.ucum is None:
        return {"value": value}
    return {"value": value, "unit": called.ucum, "system": _UCUM, "code": called.ucum}
