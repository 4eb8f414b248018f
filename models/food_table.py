"""
Vitamin D, vitamin K, calcium and fat of foods, and how to find a food by name.

Numbers are those of USDA FoodData Central, which is in the public domain, unless a source says
otherwise; each as published there for 100 g, read from a copy. That table gives vitamin D2 and D3
as a sum: in animals all of it is counted as D3, in fungi and drinks made of plants as D2
(judgement: D2 prevails in mushrooms, D3 in animals, Cardwell 2018; of drinks the label tells).
Fungi, plants and fish of one name differ by a factor of two and more.
"""

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from models.food_names import NAMES, PORTIONS, FoodLanguage

_NAN = float("nan")

SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "usda": "USDA, Agricultural Research Service, FoodData Central (SR Legacy, Foundation and "
        "Survey foods), https://fdc.nal.usda.gov, public domain",
        "nih": "NIH Office of Dietary Supplements, fact sheets on vitamin D and vitamin K for "
        "health professionals, amounts of a serving, rounded there to 1 µg (vitamin K) or 0.1 µg "
        "(vitamin D), second-hand",
        "schurgers_2000": "L. J. Schurgers and C. Vermeer, Haemostasis 30 (2000) 298-307, "
        "doi:10.1159/000054147; the table itself was not at hand: second-hand",
        "jakobsen_2019": "J. Jakobsen et al., Nutrients 11 (2019) 982, doi:10.3390/nu11050982",
        "cardwell_2018": "G. Cardwell et al., Nutrients 10 (2018) 1498, doi:10.3390/nu10101498",
        "fu_2017": "X. Fu et al., Curr. Dev. Nutr. 1 (2017) e000638, doi:10.3945/cdn.117.000638",
        "walther_2021": "B. Walther et al., Int. Dairy J. 112 (2021) 104853",
    }
)
"""Where numbers come from, by key."""

NUTRIENTS = (
    "vitamin_d3_ug", "vitamin_d2_ug", "vitamin_k1_ug", "mk4_ug", "mk7_ug", "mk_other_ug",
    "calcium_mg", "fat_g",
)  # fmt: skip
"""What is told of each food, per 100 g. [µg], [mg] or [g]"""


@dataclass(frozen=True, slots=True)
class Food:
    """A food; amounts are of 100 g of what is eaten, NaN where nobody measured."""

    id: str
    portion_g: float
    """Usual portion (judgement, after the household measures of FoodData Central). [g]"""
    portion_kind: str
    source: str
    """Key of `SOURCES`: of all that no other key is given for."""
    entry: str
    """What the source calls it."""
    vitamin_d3_ug: float = _NAN
    vitamin_d2_ug: float = 0.0
    vitamin_k1_ug: float = _NAN
    mk4_ug: float = _NAN
    mk7_ug: float = _NAN
    mk_other_ug: float = _NAN
    """Menaquinones besides MK-4 and MK-7; `k2_note` says which, or that these are all of them."""
    calcium_mg: float = _NAN
    fat_g: float = _NAN
    vitamin_d_range_ug: tuple[float, float] = (_NAN, _NAN)
    """Least and most that is published for such food. [µg]"""
    vitamin_d_source: str | None = None
    """Key of `SOURCES` where it is another one for vitamin D."""
    k2_source: str | None = None
    """Key of `SOURCES` where it is another one for menaquinones."""
    k2_note: str = ""

    @property
    def vitamin_d_ug(self) -> float:
        """Both kinds of vitamin D, as far as somebody measured; NaN where nobody did. [µg]"""
        return _known_sum(self.vitamin_d3_ug, self.vitamin_d2_ug)

    @property
    def vitamin_k2_ug(self) -> float:
        """All menaquinones, as far as somebody measured; NaN where nobody did. [µg]"""
        return _known_sum(self.mk4_ug, self.mk7_ug, self.mk_other_ug)

    @property
    def portion(self) -> str:
        """Usual portion in English words."""
        return PORTIONS[self.portion_kind]["en"]

    @property
    def name(self) -> Mapping[FoodLanguage, str]:
        """Name by language."""
        return {language: names[0] for language, names in NAMES[self.id].items()}

    @property
    def synonyms(self) -> Mapping[FoodLanguage, tuple[str, ...]]:
        """What else it is called, by language."""
        return {language: names[1:] for language, names in NAMES[self.id].items()}


def _known_sum(*amounts: float) -> float:
    known = [amount for amount in amounts if not math.isnan(amount)]
    return math.fsum(known) if known else _NAN


def _food(
    key: str,
    portion: tuple[float, str],
    entry: str,
    amounts: tuple[float, float, float, float, float],
    **more: float | str | tuple[float, float],
) -> Food:
    """Read a row: of 100 g vitamin D3 [µg], K1 [µg], MK-4 [µg], calcium [mg] and fat [g]."""
    d3, k1, mk4, calcium, fat = amounts
    told: dict[str, float | str | tuple[float, float]] = {
        "source": "usda", "vitamin_d3_ug": d3, "vitamin_k1_ug": k1, "mk4_ug": mk4,
        "calcium_mg": calcium, "fat_g": fat,
    }  # fmt: skip
    return Food(key, *portion, entry=entry, **(told | more))  # type: ignore[arg-type]


_NIH_MK4 = "MK-4 of a serving of 85 g, rounded to 1 µg"
_SOFT = "all menaquinones together; Fu 2017 found 506 µg of all vitamin K in soft cheese"
_FISH: tuple[Food, ...] = (
    _food("salmon_wild", (150, "fillet"), "Fish, salmon, sockeye, raw",
          (14.1, 0.1, 0.3, 9, 4.69), vitamin_d_range_ug=(9.0, 18.5)),
    _food("salmon_farmed", (150, "fillet"), "Fish, salmon, Atlantic, farmed, raw",
          (4.8, 0.5, 0.0, 9, 13.42), vitamin_d_range_ug=(2.3, 11.0),
          vitamin_d_source="jakobsen_2019"),
    _food("salmon_smoked", (50, "slices"), "Fish, salmon, chinook, smoked",
          (17.1, 0.1, _NAN, 11, 4.32)),
    _food("salmon_canned", (85, "can"), "Fish, salmon, pink, canned, drained solids",
          (14.5, 0.1, 0.5, 283, 5.02)),
    _food("trout", (150, "fillet"), "Fish, trout, rainbow, farmed, raw",
          (15.9, 0.1, _NAN, 25, 6.18)),
    _food("mackerel", (112, "fillet"), "Fish, mackerel, Atlantic, raw",
          (16.1, 5.0, _NAN, 12, 13.89)),
    _food("herring", (143, "fillet"), "Fish, herring, Atlantic, raw", (4.2, 0.1, _NAN, 57, 9.04)),
    _food("herring_pickled", (60, "piece"), "Fish, herring, Atlantic, pickled",
          (2.8, 0.2, _NAN, 77, 18.0)),
    _food("sardine", (85, "can"), "Fish, sardines, canned", (4.8, 2.6, _NAN, 382, 11.45)),
    _food("tuna_canned", (85, "can"), "Fish, tuna, canned", (1.2, 0.2, _NAN, 18, 0.94)),
    _food("tuna_fresh", (150, "fillet"), "Fish, tuna, fresh, bluefin, raw",
          (5.7, 0.0, _NAN, 8, 4.9)),
    _food("eel", (100, "piece"), "Fish, eel, mixed species, raw", (23.3, 0.0, _NAN, 20, 11.66)),
    _food("halibut", (150, "fillet"), "Fish, halibut, Atlantic and Pacific, raw",
          (4.7, 0.0, 0.0, 7, 1.33)),
    _food("cod", (150, "fillet"), "Fish, cod, Atlantic, raw", (0.9, 0.1, _NAN, 16, 0.67)),
    _food("cod_liver_oil", (4.5, "teaspoon"), "Fish oil, cod liver",
          (250.0, _NAN, _NAN, 0, 100.0)),
    _food("caviar", (16, "tablespoon"), "Fish, caviar, black and red, granular",
          (2.9, 0.6, _NAN, 275, 17.9)),
)  # fmt: skip
_MEAT_AND_EGGS: tuple[Food, ...] = (
    _food("egg", (50, "egg"), "Egg, whole, raw, fresh", (2.0, 0.3, 8.0, 56, 9.51),
          k2_source="nih", k2_note="MK-4 of one boiled egg of 50 g, rounded to 1 µg"),
    _food("egg_yolk", (17, "yolk"), "Egg, yolk, raw, fresh", (5.4, 0.7, 31.0, 129, 26.54),
          k2_source="schurgers_2000",
          k2_note="of Dutch eggs; about half as much is quoted for other eggs"),
    _food("beef_liver", (100, "plate"), "Liver, beef", (1.2, 3.9, _NAN, 6, 4.64)),
    _food("chicken_liver", (100, "plate"), "Chicken, liver, all classes, raw",
          (0.0, 0.0, 7.1, 8, 4.83), k2_source="nih", k2_note=_NIH_MK4),
    _food("goose_liver_paste", (30, "spread"), "Pate, goose liver, smoked, canned",
          (_NAN, _NAN, 369.0, 70, 43.84), vitamin_d2_ug=_NAN, k2_source="schurgers_2000"),
    _food("liver_sausage", (30, "spread"), "Braunschweiger (a liver sausage), pork",
          (1.2, 1.6, _NAN, 9, 28.5)),
    _food("chicken_breast", (100, "piece"), "Chicken breast, rotisserie, skin not eaten",
          (0.0, 0.0, 15.3, 13, 3.57), k2_source="nih", k2_note=_NIH_MK4),
    _food("beef", (100, "plate"), "Beef, ground, 80% lean meat / 20% fat, raw",
          (0.1, 1.8, 7.1, 18, 20.0), k2_source="nih", k2_note=_NIH_MK4),
    _food("salami", (30, "slices"), "Salami, cooked, beef and pork", (1.0, 3.2, 28.0, 15, 25.9)),
)  # fmt: skip
_DAIRY_AND_SPREADS: tuple[Food, ...] = (
    _food("butter", (10, "spread"), "Butter, stick, salted (vitamin K1: Butter, salted)",
          (0.4, 7.0, _NAN, 21, 82.2), mk_other_ug=15.0, k2_source="schurgers_2000",
          k2_note="all menaquinones together"),
    _food("margarine", (10, "spread"), "Margarine, tub", (3.7, 101.3, _NAN, 21, 59.81),
          vitamin_d_range_ug=(3.7, 17.5)),
    _food("milk", (244, "glass"), "Milk, producer, fluid, 3.7% milkfat (vitamins: by its fat, from "
          "Milk, dry, whole, without added vitamin D)", (0.07, 0.3, _NAN, 119, 3.66),
          k2_note="Fu 2017 found 38 µg of all vitamin K in whole milk, mostly MK-9 to MK-11"),
    _food("milk_fortified", (244, "glass"), "Milk, whole", (1.1, 0.3, _NAN, 123, 3.2),
          k2_note="Fu 2017 found 38 µg of all vitamin K in whole milk, mostly MK-9 to MK-11"),
    _food("soy_drink", (243, "glass"), "Soy milk, unsweetened, plain, shelf stable",
          (0.0, _NAN, _NAN, 101, 2.125), vitamin_d2_ug=0.681, vitamin_d_range_ug=(0.681, 4.63)),
    _food("oat_drink", (240, "glass"), "Oat milk, unsweetened, plain, refrigerated",
          (0.0, 0.4, 0.0, 148.5, 2.749), vitamin_d2_ug=1.7),
    _food("almond_drink", (240, "glass"), "Almond milk, unsweetened", (0.0, 0.0, _NAN, 173, 1.22),
          vitamin_d2_ug=0.9),
    _food("yoghurt", (170, "pot"), "Yogurt, plain, whole milk (MK-4: Foundation)",
          (0.1, 0.2, 0.9, 121, 3.25)),
    _food("gouda", (30, "slices"), "Cheese, gouda", (0.5, 2.3, 5.0, 700, 27.44), mk_other_ug=70.0,
          k2_source="schurgers_2000", k2_note="MK-8 and MK-9 of Dutch hard cheeses as a group"),
    _food("emmental", (30, "slices"), "Cheese, swiss", (0.0, 1.4, 6.3, 890, 31.0),
          k2_note="all menaquinones of ten Swiss cheeses: 2 to 131 µg (Walther 2021)"),
    _food("cheddar", (30, "slices"), "Cheese, cheddar, sharp, sliced",
          (1.0, 2.4, 8.6, 711, 33.82)),
    _food("parmesan", (10, "tablespoon"), "Cheese, parmesan, grated", (0.5, 1.7, 7.1, 853, 27.84)),
    _food("brie", (30, "slices"), "Cheese, brie", (0.5, 2.3, _NAN, 184, 27.68), mk_other_ug=57.0,
          k2_source="schurgers_2000", k2_note=_SOFT),
    _food("blue_cheese", (30, "piece"), "Cheese, blue", (0.5, 2.4, _NAN, 528, 28.74),
          k2_note="Fu 2017 found 440 µg of all vitamin K"),
    _food("mozzarella", (50, "piece"), "Cheese, mozzarella, low moisture, part-skim",
          (0.4, 1.3, 4.1, 697, 19.78)),
    _food("feta", (50, "piece"), "Cheese, feta, whole milk, crumbled",
          (0.0, 1.2, 4.8, 371.1, 19.08)),
    _food("cottage_cheese", (110, "pot"), "Cheese, cottage, lowfat, 2% milkfat",
          (0.0, 0.0, 0.0, 111, 2.27)),
)  # fmt: skip
_PLANTS_AND_FUNGI: tuple[Food, ...] = (
    _food("natto", (45, "pack"), "Natto", (0.0, 23.1, 0.0, 217, 11.0), mk7_ug=1000.0,
          mk_other_ug=84.0, k2_source="schurgers_2000",
          k2_note="MK-8 besides; the NIH has as much MK-7 (850 µg of 85 g)"),
    _food("sauerkraut", (142, "plate"), "Sauerkraut, canned, solids and liquids",
          (0.0, 13.0, _NAN, 30, 0.14), mk_other_ug=4.8, k2_source="schurgers_2000",
          k2_note="all menaquinones together"),
    _food("kimchi", (75, "bowl"), "Cabbage, kimchi", (0.0, 43.6, _NAN, 33, 0.5)),
    _food("tofu", (100, "piece"), "Tofu, extra firm, prepared with nigari",
          (0.0, 2.8, _NAN, 282, 5.26)),
    _food("mushroom", (70, "handful"), "Mushrooms, white, raw", (0.0, 0.0, 0.0, 3, 0.34),
          vitamin_d2_ug=0.2),
    _food("mushroom_uv", (70, "handful"), "Mushrooms, white, raw (vitamin D: exposed to "
          "ultraviolet light, 9.2 µg of 35 g)", (0.0, 0.0, 0.0, 3, 0.34), vitamin_d2_ug=26.3,
          vitamin_d_range_ug=(10.0, 26.3), vitamin_d_source="nih"),
    _food("chanterelle", (54, "handful"), "Mushrooms, Chanterelle, raw",
          (0.0, _NAN, _NAN, 15, 0.53), vitamin_d2_ug=5.3),
    _food("shiitake_dried", (7.2, "two"), "Mushrooms, shiitake, dried",
          (0.0, 0.0, _NAN, 11, 0.99), vitamin_d2_ug=3.9),
    _food("kale", (67, "bowl"), "Kale, raw", (0.0, 389.6, 0.0, 254, 1.49)),
    _food("spinach", (30, "handful"), "Spinach, raw", (0.0, 482.9, _NAN, 99, 0.39)),
    _food("collards", (95, "bowl"), "Collards, cooked, boiled, drained, with salt",
          (0.0, 406.6, _NAN, 141, 0.72)),
    _food("broccoli", (91, "bowl"), "Broccoli, raw", (0.0, 101.6, _NAN, 47, 0.37)),
    _food("brussels_sprouts", (88, "bowl"), "Brussels sprouts, raw", (0.0, 177.0, _NAN, 42, 0.3)),
    _food("cabbage", (89, "bowl"), "Cabbage, raw", (0.0, 76.0, _NAN, 40, 0.1)),
    _food("romaine", (47, "handful"), "Lettuce, cos or romaine, raw",
          (0.0, 102.5, _NAN, 33, 0.3)),
    _food("parsley", (4, "tablespoon"), "Parsley, fresh", (0.0, 1640.0, _NAN, 138, 0.79)),
    _food("olive_oil", (13.5, "tablespoon"), "Oil, olive, salad or cooking",
          (0.0, 60.2, _NAN, 1, 100.0)),
    _food("rapeseed_oil", (14, "tablespoon"), "Oil, canola", (0.0, 71.3, 0.0, 0, 100.0)),
    _food("soybean_oil", (13.6, "tablespoon"), "Oil, soybean, salad or cooking",
          (0.0, 183.9, 0.0, 0, 100.0)),
)  # fmt: skip

FOODS: tuple[Food, ...] = (*_FISH, *_MEAT_AND_EGGS, *_DAIRY_AND_SPREADS, *_PLANTS_AND_FUNGI)
"""Every food."""

_BY_ID = MappingProxyType({each.id: each for each in FOODS})
_NO_WORD = re.compile(r"[^a-z0-9]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o"})


def food(food_id: str) -> Food | None:
    """
    Look a food up.

    Parameters
    ----------
    food_id : str

    Returns
    -------
    Food or None
    """
    return _BY_ID.get(food_id)


def search(text: str, language: FoodLanguage = "en") -> list[Food]:
    """
    Find foods by name, whatever its case and accents, in any of the languages.

    Parameters
    ----------
    text : str
        A name, or parts of one; nothing finds every food.
    language : {"en", "de", "es", "fr"}
        Of equally good finds those in this language are first.

    Returns
    -------
    list of Food
        Best first: the very name, then names that begin so, then words that begin so, then what
        has it somewhere inside.
    """
    if not text.strip():
        return list(FOODS)
    wanted = _folded(text)
    if not wanted:
        return []
    ranked = [(rank, each) for each in FOODS if (rank := _rank(each, wanted, language))]
    return [each for _, each in sorted(ranked, key=lambda pair: pair[0])]


def _rank(each: Food, wanted: str, language: FoodLanguage) -> tuple[int, int] | None:
    ranks = [
        (found, 0 if spoken == language else 1)
        for spoken, labels in _LABELS[each.id].items()
        for label in labels
        if (found := _found(label, wanted)) is not None
    ]
    return min(ranks, default=None)


def _found(label: str, wanted: str) -> int | None:
    """How well a name is met, 0 best; ``None`` where it is not."""
    if label == wanted:
        return 0
    if label.startswith(wanted):
        return 1
    words = label.split()
    parts = wanted.split()
    if all(any(word.startswith(part) for word in words) for part in parts):
        return 2
    # One or two letters are inside of nearly everything.
    long_enough = min(map(len, parts)) > 2
    return 3 if long_enough and all(part in label for part in parts) else None


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    bare = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return _NO_WORD.sub(" ", bare).strip()


_LABELS = MappingProxyType(
    {
        each.id: {
            language: tuple(_folded(name) for name in names)
            for language, names in NAMES[each.id].items()
        }
        for each in FOODS
    }
)
