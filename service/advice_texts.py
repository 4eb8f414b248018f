"""Every advice, and the disclaimer: the only place of these words."""

from dataclasses import dataclass
from types import MappingProxyType

from service.answers import Advice
from service.questions import Language
from service.tongues import told


@dataclass(frozen=True, slots=True)
class Text:
    """Words that the catalogues have in each language."""

    en: str

    def in_(self, language: Language) -> str:
        """Words in a language."""
        return told(self.en, language)


ADVICE_TEXT: MappingProxyType[Advice, Text] = MappingProxyType(
    {
        "reach_target_then_cover": Text(
            "You reach the target well before skin like yours begins to redden. "
            "Then cover up or go into the shade: more sun adds risk.",
        ),
        "stop_at_limit": Text(
            "Treat the limit as the most sun on bare skin for the day, not as a goal.",
        ),
        "session_exceeds_limit": Text(
            "The stay you asked about is longer than the limit: cover up or find shade in time.",
        ),
        "limit_used_up": Text(
            "Your earlier stays have used up the limit: no more sun on bare skin today.",
        ),
        "target_reached_already": Text(
            "Your earlier stays have made the vitamin D you want: more sun adds only risk.",
        ),
        "uncover_more_skin_for_less_time": Text(
            "The target would take more sun than this skin should get at once. "
            "Bare more skin for a shorter time, or spread it over several days.",
        ),
        "another_hour": Text(
            "Started at another hour of the day, the target can be reached within the limit.",
        ),
        "settle_for_less": Text(
            "A part of the target within the limit is worth having: settle for it.",
        ),
        "start_nearer_noon": Text(
            "Nearer to solar noon the same vitamin D costs less sunburn risk and less time.",
        ),
        "wait_for_next_chance": Text(
            "What is left of this day's sun is not enough for the target; see the next chance.",
        ),
        "food_or_supplement": Text(
            "Oily fish, fortified food or a supplement give vitamin D without any sun.",
        ),
        "protect_from_uv_index_3": Text(
            "The UV index is about 3 or higher: beyond the limit, use shade, clothing, hat and "
            "sunscreen.",
        ),
        "extra_protection_from_uv_index_8": Text(
            "The UV index is about 8 or higher: stay out of the midday sun; shirt, hat, sunglasses "
            "and sunscreen are a must.",
        ),
        "no_sunscreen_credit": Text(
            "Sunscreen lowers vitamin D, but never counts towards a longer stay here.",
        ),
        "glass_blocks_vitamin_d": Text(
            "Window glass stops the ultraviolet that makes vitamin D, yet lets the rest through.",
        ),
        "shade_before_snow_or_sand": Text(
            "Bright ground sends ultraviolet up from below: hats and parasols help less.",
        ),
        "caution_ask_doctor": Text(
            "With what you told us, burn and vitamin D times cannot be computed safely. "
            "Avoid unprotected sun and ask your doctor.",
        ),
        "vitamin_d_withheld_ask_doctor": Text(
            "With what you told us, more vitamin D may harm. Ask your doctor before seeking any.",
        ),
        "infant_keep_out_of_sun": Text(
            "Keep infants out of direct sun. Their vitamin D comes from drops: ask the doctor.",
        ),
        "child_half_the_limit": Text(
            "Burn times here are those of adults. Children's skin is harmed by less: their "
            "limit is half of an adult's.",
        ),
        "kidney_stones": Text(
            "With kidney stones, ask your doctor before raising vitamin D.",
        ),
        "anticoagulants": Text(
            "Sun-made vitamin D does not act on anticoagulants; vitamin K from food or tablets "
            "can.",
        ),
        "intake_above_upper_limit": Text(
            "What you swallow reaches the upper limit of vitamin D for your age, or exceeds it: "
            "take no more of it, and ask your doctor.",
        ),
        "lab_low_ask_doctor": Text(
            "A blood value below 30 nmol/L (12 ng/mL) is for a doctor: it can mean an illness that "
            "no plan treats.",
        ),
        "lab_high_ask_doctor": Text(
            "A blood value above 125 nmol/L (50 ng/mL) is of concern: add no vitamin D, and ask "
            "your doctor.",
        ),
        "level_of_concern": Text(
            "What you make and swallow leads to a level above 125 nmol/L (50 ng/mL), which is of "
            "concern: have it measured before you go on.",
        ),
        "outing_beyond_limit": Text(
            "Outings as you describe them are longer than the sun that is advised for such skin on "
            "a clear day: cover up, or shorten them.",
        ),
        "pregnancy": Text(
            "In pregnancy skin may darken in patches and heat is a strain: keep stays short.",
        ),
    }
)
"""By key; read-only."""

DISCLAIMER = Text(
    "Times are upper limits for planning, not safe times. Skin differs, weather changes, and some "
    "medicines and conditions make skin burn much sooner. This is not a medical device and no "
    "medical advice.",
)
