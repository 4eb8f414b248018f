"""Which samples tell of ultraviolet, and which of them is believed."""

from collections.abc import Sequence

from service.samples import Sample

_TYPES = {"uv_index", "erythemal_dose", "irradiance"}


def is_reading(sample: Sample) -> bool:
    """Whether a sample tells of ultraviolet."""
    return sample.type in _TYPES


def is_worn(sample: Sample) -> bool:
    """Whether a reading is of a sensor on the body; others tell of the sky, not of a person."""
    return sample.type == "erythemal_dose" or bool(sample.details.get("calibration"))


def readings_of(samples: Sequence[Sample]) -> list[Sample]:
    """Choose what tells of ultraviolet, the most believed last: worn sensors, short, then new."""
    found = [each for each in samples if is_reading(each) and each.value is not None]

    def rank(sample: Sample) -> tuple[bool, int, int, str]:
        length = (sample.end_ms or 0) - (sample.start_ms or 0)
        return is_worn(sample), -length, sample.rev, sample.id

    return sorted(found, key=rank)
