"""Every advice in English and in German, and the disclaimer: the only place of these words."""

from dataclasses import dataclass
from types import MappingProxyType

from service.answers import Advice
from service.questions import Language


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in each language."""

    en: str
    de: str

    def in_(self, language: Language) -> str:
        """Words in a language."""
        return self.de if language == "de" else self.en


ADVICE_TEXT: MappingProxyType[Advice, Text] = MappingProxyType(
    {
        "reach_target_then_cover": Text(
            "You reach the target well before skin like yours begins to redden. "
            "Then cover up or go into the shade: more sun adds risk.",
            "Sie erreichen das Ziel, lange bevor Haut wie Ihre sich rötet. "
            "Bedecken Sie sich danach oder gehen Sie in den Schatten: Mehr Sonne bringt Risiko.",
        ),
        "stop_at_limit": Text(
            "Treat the limit as the most sun on bare skin for the day, not as a goal.",
            "Die Obergrenze ist das Höchste an Sonne auf bloßer Haut für diesen Tag, kein Ziel.",
        ),
        "session_exceeds_limit": Text(
            "The stay you asked about is longer than the limit: cover up or find shade in time.",
            "Der Aufenthalt, nach dem Sie fragen, ist länger als die Obergrenze: Bedecken Sie sich "
            "rechtzeitig oder suchen Sie Schatten.",
        ),
        "limit_used_up": Text(
            "Your earlier stays have used up the limit: no more sun on bare skin today.",
            "Ihre früheren Aufenthalte haben die Obergrenze aufgebraucht: heute keine Sonne mehr "
            "auf bloßer Haut.",
        ),
        "target_reached_already": Text(
            "Your earlier stays have made the vitamin D you want: more sun adds only risk.",
            "Ihre früheren Aufenthalte haben das gewünschte Vitamin D gebildet: Mehr Sonne bringt "
            "nur noch Risiko.",
        ),
        "uncover_more_skin_for_less_time": Text(
            "The target would take more sun than this skin should get at once. "
            "Bare more skin for a shorter time, or spread it over several days.",
            "Das Ziel verlangt mehr Sonne, als diese Haut auf einmal bekommen sollte. "
            "Zeigen Sie mehr Haut für kürzere Zeit, oder verteilen Sie es auf mehrere Tage.",
        ),
        "another_hour": Text(
            "Started at another hour of the day, the target can be reached within the limit.",
            "Zu einer anderen Stunde des Tages lässt sich das Ziel innerhalb der Obergrenze "
            "erreichen.",
        ),
        "settle_for_less": Text(
            "A part of the target within the limit is worth having: settle for it.",
            "Auch ein Teil des Ziels innerhalb der Obergrenze lohnt sich: Begnügen Sie sich damit.",
        ),
        "start_nearer_noon": Text(
            "Nearer to solar noon the same vitamin D costs less sunburn risk and less time.",
            "Näher am Sonnenhöchststand kostet dasselbe Vitamin D weniger Sonnenbrandrisiko und "
            "weniger Zeit.",
        ),
        "wait_for_next_chance": Text(
            "What is left of this day's sun is not enough for the target; see the next chance.",
            "Was von der Sonne dieses Tages bleibt, reicht nicht für das Ziel; siehe die nächste "
            "Gelegenheit.",
        ),
        "food_or_supplement": Text(
            "Oily fish, fortified food or a supplement give vitamin D without any sun.",
            "Fetter Fisch, angereicherte Lebensmittel oder ein Präparat geben Vitamin D ganz ohne "
            "Sonne.",
        ),
        "protect_from_uv_index_3": Text(
            "The UV index is about 3 or higher: beyond the limit, use shade, clothing, hat and "
            "sunscreen.",
            "Der UV-Index ist etwa 3 oder höher: Schützen Sie sich jenseits der Obergrenze mit "
            "Schatten, Kleidung, Hut und Sonnencreme.",
        ),
        "extra_protection_from_uv_index_8": Text(
            "The UV index is about 8 or higher: stay out of the midday sun; shirt, hat, sunglasses "
            "and sunscreen are a must.",
            "Der UV-Index ist etwa 8 oder höher: Meiden Sie die Mittagssonne; Hemd, Hut, "
            "Sonnenbrille und Sonnencreme sind ein Muss.",
        ),
        "no_sunscreen_credit": Text(
            "Sunscreen lowers vitamin D, but never counts towards a longer stay here.",
            "Sonnencreme mindert das Vitamin D, verlängert hier aber nie einen Aufenthalt.",
        ),
        "glass_blocks_vitamin_d": Text(
            "Window glass stops the ultraviolet that makes vitamin D, yet lets the rest through.",
            "Fensterglas hält das Ultraviolett ab, das Vitamin D bildet, lässt aber das übrige "
            "durch.",
        ),
        "shade_before_snow_or_sand": Text(
            "Bright ground sends ultraviolet up from below: hats and parasols help less.",
            "Heller Boden wirft Ultraviolett von unten zurück: Hüte und Schirme helfen weniger.",
        ),
        "caution_ask_doctor": Text(
            "With what you told us, burn and vitamin D times cannot be computed safely. "
            "Avoid unprotected sun and ask your doctor.",
            "Mit dem, was Sie angegeben haben, lassen sich Zeiten für Sonnenbrand und Vitamin D "
            "nicht verlässlich berechnen. Meiden Sie ungeschützte Sonne und fragen Sie Ihre Ärztin "
            "oder Ihren Arzt.",
        ),
        "vitamin_d_withheld_ask_doctor": Text(
            "With what you told us, more vitamin D may harm. Ask your doctor before seeking any.",
            "Mit dem, was Sie angegeben haben, kann mehr Vitamin D schaden. Fragen Sie erst Ihre "
            "Ärztin oder Ihren Arzt.",
        ),
        "infant_keep_out_of_sun": Text(
            "Keep infants out of direct sun. Their vitamin D comes from drops: ask the doctor.",
            "Säuglinge gehören nicht in die direkte Sonne. Ihr Vitamin D kommt aus Tropfen: Fragen "
            "Sie die Kinderärztin oder den Kinderarzt.",
        ),
        "child_half_the_limit": Text(
            "Burn times here are those of adults. Children's skin is harmed by less: their "
            "limit is half of an adult's.",
            "Die Sonnenbrandzeiten sind die von Erwachsenen. Kinderhaut leidet früher: Ihre "
            "Obergrenze ist die Hälfte.",
        ),
        "kidney_stones": Text(
            "With kidney stones, ask your doctor before raising vitamin D.",
            "Fragen Sie bei Nierensteinen Ihre Ärztin oder Ihren Arzt, bevor Sie Vitamin D "
            "erhöhen.",
        ),
        "anticoagulants": Text(
            "Sun-made vitamin D does not act on anticoagulants; vitamin K from food or tablets "
            "can.",
            "Vitamin D aus der Sonne wirkt nicht auf Gerinnungshemmer; Vitamin K aus Nahrung oder "
            "Tabletten kann es.",
        ),
        "intake_above_upper_limit": Text(
            "What you swallow reaches the upper limit of vitamin D for your age, or exceeds it: "
            "take no more of it, and ask your doctor.",
            "Was Sie zu sich nehmen, erreicht die Obergrenze an Vitamin D für Ihr Alter oder "
            "überschreitet sie: Nehmen Sie nicht mehr davon und fragen Sie Ihre Ärztin oder Ihren "
            "Arzt.",
        ),
        "lab_low_ask_doctor": Text(
            "A blood value below 30 nmol/L (12 ng/mL) is for a doctor: it can mean an illness that "
            "no plan treats.",
            "Ein Blutwert unter 30 nmol/L (12 ng/mL) gehört in ärztliche Hand: Er kann eine "
            "Krankheit bedeuten, die kein Plan behandelt.",
        ),
        "lab_high_ask_doctor": Text(
            "A blood value above 125 nmol/L (50 ng/mL) is of concern: add no vitamin D, and ask "
            "your doctor.",
            "Ein Blutwert über 125 nmol/L (50 ng/mL) ist bedenklich: Nehmen Sie kein Vitamin D "
            "dazu und fragen Sie Ihre Ärztin oder Ihren Arzt.",
        ),
        "level_of_concern": Text(
            "What you make and swallow leads to a level above 125 nmol/L (50 ng/mL), which is of "
            "concern: have it measured before you go on.",
            "Was Sie bilden und zu sich nehmen, führt zu einem Spiegel über 125 nmol/L (50 ng/mL), "
            "der bedenklich ist: Lassen Sie ihn messen, bevor Sie so weitermachen.",
        ),
        "outing_beyond_limit": Text(
            "Outings as you describe them are longer than the sun that is advised for such skin on "
            "a clear day: cover up, or shorten them.",
            "Aufenthalte, wie Sie sie beschreiben, sind an klaren Tagen länger, als solcher Haut "
            "zu raten ist: Bedecken Sie sich oder bleiben Sie kürzer.",
        ),
        "pregnancy": Text(
            "In pregnancy skin may darken in patches and heat is a strain: keep stays short.",
            "In der Schwangerschaft kann die Haut fleckig dunkeln, und Hitze belastet: Halten Sie "
            "Aufenthalte kurz.",
        ),
    }
)
"""By key; read-only."""

DISCLAIMER = Text(
    "Times are upper limits for planning, not safe times. Skin differs, weather changes, and some "
    "medicines and conditions make skin burn much sooner. This is not a medical device and no "
    "medical advice.",
    "Zeiten sind Obergrenzen zur Planung, keine sicheren Zeiten. Haut ist verschieden, Wetter "
    "ändert sich, und manche Arzneien und Krankheiten lassen Haut viel früher verbrennen. Dies ist "
    "kein Medizinprodukt und kein ärztlicher Rat.",
)
