"""Options of the form, in the language of the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from models import atmosphere, body, skin
from models.body import ClothingName
from service.embedded_cities import CITIES
from service.phrases import message
from service.tongues import Tongue
from service.web.figures import VIEW_BOX, Shape, figure_of
from service.web.questionnaire import QuizQuestion, quiz_of
from service.web.typed_numbers import UNITS

_SURFACES = {
    "grass": message("Grass"),
    "soil": message("Soil"),
    "asphalt": message("Asphalt"),
    "concrete": message("Concrete"),
    "sand": message("Sand"),
    "water": message("Water"),
    "fresh_snow": message("Fresh snow"),
    "old_snow": message("Old snow"),
}
_POSTURES = {
    "upright": message("Upright, walking or standing"),
    "seated": message("Seated"),
    "lying": message("Lying flat"),
}
_CAUTIONS = {
    "photosensitising_medication": message(
        "Medicine that makes skin sensitive to light (some antibiotics, diuretics, retinoids, …)"
    ),
    "lupus": message("Lupus"),
    "xeroderma_pigmentosum": message("Xeroderma pigmentosum"),
    "porphyria": message("Porphyria"),
    "albinism": message("Albinism"),
    "vitiligo": message("Vitiligo"),
    "immunosuppression": message("Weakened immune system, transplant"),
    "skin_cancer_history": message("Skin cancer, now or before"),
    "hypercalcaemia": message("Too much calcium in the blood"),
    "sarcoidosis": message("Sarcoidosis"),
    "kidney_stones": message("Kidney stones"),
    "anticoagulants": message("Blood thinners"),
    "pregnancy": message("Pregnancy"),
}
_SKIN = (
    message("Very fair skin, often freckles, red or blond hair: always burns, never tans."),
    message("Fair skin, often blue or green eyes: usually burns, tans with difficulty."),
    message("Medium or light olive skin: sometimes burns, tans gradually."),
    message("Olive or light brown skin: rarely burns, tans easily."),
    message("Brown skin: very rarely burns, tans very easily."),
    message("Deeply pigmented dark brown to black skin: burns only after very long sun."),
)
"""Of types I to VI."""
_CLOTHING: dict[ClothingName, tuple[str, str]] = {
    "covered": (
        message("Covered"), message("Hat and gloves, or full cover: only the face is bare.")
    ),
    "face_hands": (
        message("Long sleeves"), message("With trousers: face and hands are bare.")
    ),
    "face_hands_arms": (
        message("Bare arms"), message("With long trousers: face, hands and arms are bare.")
    ),
    "t_shirt_shorts": (
        message("T-shirt and shorts"),
        message("Face, forearms, hands and lower legs are bare."),
    ),
    "swimwear": (message("Swimwear"), message("Nearly everything is bare.")),
    "nude": (message("No clothes"), message("Everything is bare.")),
}  # fmt: skip
"""Names and what they leave bare."""
_SHADES = {
    "": message("In the open sun"),
    "0.25": message("A quarter of the time in shade"),
    "0.5": message("Half of the time in shade"),
    "0.75": message("Three quarters of the time in shade"),
    "1": message("In the shade all the time"),
}
"""Shares of shade as somebody would say them."""
_COVERS = {
    "": message("By the forecast"),
    "0": message("Clear sky"),
    "0.25": message("A quarter of the sky in cloud"),
    "0.5": message("Half of the sky in cloud"),
    "0.75": message("Three quarters of the sky in cloud"),
    "1": message("Overcast"),
}
_TARGETS = ("400", "600", "1000", "2000", "4000")
KNOWN = MappingProxyType(
    {
        "clothing": frozenset[str](body.CLOTHING),
        "posture": frozenset(_POSTURES),
        "surface": frozenset({"", *_SURFACES}),
        "shade_fraction": frozenset(_SHADES),
        "behind_glass": frozenset({"", "yes"}),
        "cloud_cover": frozenset(_COVERS),
        "target_unit": frozenset(UNITS),
        "supplement_unit": frozenset(UNITS),
    }
)
"""Values that fields can have which show choices."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a field."""

    value: str
    label: str
    note: str = ""
    text: str = ""
    figure: tuple[Shape, ...] = ()


@dataclass(frozen=True, slots=True)
class Choices:
    """Options of all fields."""

    cities: tuple[str, ...]
    skin_types: tuple[Choice, ...]
    clothing: tuple[Choice, ...]
    postures: tuple[Choice, ...]
    surfaces: tuple[Choice, ...]
    shades: tuple[Choice, ...]
    covers: tuple[Choice, ...]
    cautions: tuple[Choice, ...]
    quiz: tuple[QuizQuestion, ...]
    targets: tuple[str, ...] = _TARGETS
    view_box: str = VIEW_BOX
    """Of the figures of clothing."""


@lru_cache(maxsize=64)
def choices(tongue: Tongue) -> Choices:
    """Collect the options of the form, as one language tells them."""
    return Choices(
        cities=tuple(CITIES),
        skin_types=tuple(
            Choice(str(kind.number), tongue("Type {number}", number=kind.roman), tongue(words))
            for kind, words in zip(skin.SKIN_TYPES, _SKIN, strict=True)
        ),
        clothing=_worn(tongue),
        postures=_plain(tongue, _POSTURES),
        surfaces=tuple(
            Choice(
                name,
                tongue(label),
                tongue("reflects {share:.0%}", share=atmosphere.SURFACES[name].albedo),
            )
            for name, label in _SURFACES.items()
        ),
        shades=_plain(tongue, _SHADES),
        covers=_plain(tongue, _COVERS),
        cautions=_plain(tongue, _CAUTIONS),
        quiz=quiz_of(tongue),
    )


def _plain(tongue: Tongue, labels: Mapping[str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(name, tongue(label)) for name, label in labels.items())


def _worn(tongue: Tongue) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            name,
            tongue(_CLOTHING[name][0]),
            tongue("{share:.0%} of the skin", share=worn.skin_fraction),
            tongue(_CLOTHING[name][1]),
            figure_of(worn.parts),
        )
        for name, worn in body.CLOTHING.items()
    )
