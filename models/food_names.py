"""What foods and portions are called in English, German, Spanish and French."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

FoodLanguage = Literal["en", "de", "es", "fr"]

LANGUAGES: tuple[FoodLanguage, ...] = ("en", "de", "es", "fr")

_NAMES: dict[str, tuple[str, str, str, str]] = {
    "salmon_wild": ("Salmon, wild|sockeye salmon|red salmon", "Lachs, wild|Wildlachs|Rotlachs",
                    "Salmón salvaje|salmón rojo", "Saumon sauvage|saumon rouge"),
    "salmon_farmed": ("Salmon, farmed|Atlantic salmon", "Lachs, gezüchtet|Zuchtlachs",
                      "Salmón de piscifactoría|salmón de cultivo", "Saumon d'élevage"),
    "salmon_smoked": ("Smoked salmon|lox", "Räucherlachs|Lachs, geräuchert",
                      "Salmón ahumado", "Saumon fumé"),
    "salmon_canned": ("Salmon, pink, canned with bones|tinned salmon", "Lachs aus der Dose",
                      "Salmón en conserva|salmón en lata", "Saumon en conserve|saumon en boîte"),
    "trout": ("Trout, farmed|rainbow trout", "Forelle, gezüchtet|Regenbogenforelle",
              "Trucha|trucha arcoíris", "Truite|truite arc-en-ciel"),
    "mackerel": ("Mackerel", "Makrele", "Caballa", "Maquereau"),
    "herring": ("Herring", "Hering", "Arenque", "Hareng"),
    "herring_pickled": ("Herring, pickled|rollmops", "Hering, mariniert|Rollmops|Bismarckhering",
                        "Arenque en escabeche", "Hareng mariné|rollmops"),
    "sardine": ("Sardines, canned|tinned sardines", "Sardinen aus der Dose|Ölsardinen",
                "Sardinas en conserva|sardinas en lata", "Sardines en boîte|sardines en conserve"),
    "tuna_canned": ("Tuna, canned in water|tinned tuna", "Thunfisch aus der Dose",
                    "Atún en conserva|atún en lata", "Thon en boîte|thon en conserve"),
    "tuna_fresh": ("Tuna, bluefin", "Thunfisch, frisch|Roter Thun", "Atún rojo|atún fresco",
                   "Thon rouge|thon frais"),
    "eel": ("Eel", "Aal", "Anguila", "Anguille"),
    "halibut": ("Halibut", "Heilbutt", "Fletán|halibut", "Flétan"),
    "cod": ("Cod", "Kabeljau|Dorsch", "Bacalao fresco", "Cabillaud|morue"),
    "cod_liver_oil": ("Cod-liver oil", "Lebertran|Dorschleberöl", "Aceite de hígado de bacalao",
                      "Huile de foie de morue"),
    "caviar": ("Caviar|fish roe", "Kaviar|Fischrogen", "Caviar|huevas", "Caviar|œufs de poisson"),
    "egg": ("Egg, hen's|whole egg", "Ei|Hühnerei|Eier", "Huevo|huevos", "Œuf|œufs"),
    "egg_yolk": ("Egg yolk", "Eigelb|Eidotter", "Yema de huevo", "Jaune d'œuf"),
    "beef_liver": ("Beef liver|calf's liver", "Rinderleber|Kalbsleber|Leber",
                   "Hígado de ternera|hígado de vaca", "Foie de bœuf|foie de veau"),
    "chicken_liver": ("Chicken liver", "Hühnerleber|Geflügelleber", "Hígado de pollo",
                      "Foie de volaille|foie de poulet"),
    "goose_liver_paste": ("Goose liver pâté|goose liver paste|foie gras",
                          "Gänseleberpastete|Gänseleber|Foie gras",
                          "Paté de hígado de oca|foie gras",
                          "Pâté de foie d'oie|foie gras"),
    "liver_sausage": ("Liver sausage|liverwurst", "Leberwurst", "Embutido de hígado",
                      "Saucisse de foie"),
    "chicken_breast": ("Chicken breast, roast", "Hähnchenbrust|Huhn", "Pechuga de pollo",
                       "Blanc de poulet|poulet"),
    "beef": ("Beef, minced|ground beef", "Rinderhackfleisch|Rindfleisch", "Carne picada de vaca",
             "Bœuf haché"),
    "salami": ("Salami", "Salami", "Salami|salchichón", "Salami|saucisson"),
    "butter": ("Butter", "Butter", "Mantequilla", "Beurre"),
    "margarine": ("Margarine, fortified|spread", "Margarine, angereichert|Streichfett",
                  "Margarina enriquecida", "Margarine enrichie"),
    "milk": ("Milk, whole, not fortified|cow's milk", "Vollmilch|Milch|Kuhmilch",
             "Leche entera|leche de vaca", "Lait entier|lait de vache"),
    "milk_fortified": ("Milk, fortified with vitamin D", "Milch mit Vitamin D|Milch, angereichert",
                       "Leche enriquecida con vitamina D", "Lait enrichi en vitamine D"),
    "soy_drink": ("Soy drink, fortified|soy milk", "Sojadrink, angereichert|Sojamilch",
                  "Bebida de soja enriquecida|leche de soja",
                  "Boisson au soja enrichie|lait de soja"),
    "oat_drink": ("Oat drink, fortified|oat milk", "Haferdrink, angereichert|Hafermilch",
                  "Bebida de avena enriquecida|leche de avena",
                  "Boisson à l'avoine enrichie|lait d'avoine"),
    "almond_drink": ("Almond drink, fortified|almond milk", "Mandeldrink, angereichert|Mandelmilch",
                     "Bebida de almendras enriquecida|leche de almendras",
                     "Boisson aux amandes enrichie|lait d'amande"),
    "yoghurt": ("Yoghurt, plain|yogurt", "Joghurt, natur", "Yogur natural",
                "Yaourt nature|yogourt"),
    "gouda": ("Gouda (hard cheese)", "Gouda (Käse)|Schnittkäse|Hartkäse", "Queso gouda",
              "Fromage gouda"),
    "emmental": ("Emmental (hard cheese)|Swiss cheese", "Emmentaler (Käse)|Hartkäse",
                 "Queso emmental|queso suizo", "Fromage emmental"),
    "cheddar": ("Cheddar (hard cheese)", "Cheddar (Käse)", "Queso cheddar", "Fromage cheddar"),
    "parmesan": ("Parmesan (hard cheese)", "Parmesan (Käse)|Hartkäse", "Queso parmesano",
                 "Fromage parmesan"),
    "brie": ("Brie (soft cheese)", "Brie (Käse)|Weichkäse", "Queso brie|queso blando",
             "Fromage brie|fromage à pâte molle"),
    "blue_cheese": ("Blue cheese", "Blauschimmelkäse (Käse)", "Queso azul",
                    "Fromage bleu|fromage à pâte persillée"),
    "mozzarella": ("Mozzarella (cheese)", "Mozzarella (Käse)", "Queso mozzarella",
                   "Fromage mozzarella"),
    "feta": ("Feta (cheese)", "Feta (Käse)|Schafskäse", "Queso feta", "Fromage feta"),
    "cottage_cheese": ("Cottage cheese", "Hüttenkäse|körniger Frischkäse", "Queso cottage|requesón",
                       "Fromage cottage"),
    "natto": ("Natto|fermented soybeans", "Natto|fermentierte Sojabohnen",
              "Natto|soja fermentada", "Natto|soja fermenté"),
    "sauerkraut": ("Sauerkraut", "Sauerkraut", "Chucrut", "Choucroute"),
    "kimchi": ("Kimchi", "Kimchi", "Kimchi", "Kimchi"),
    "tofu": ("Tofu", "Tofu", "Tofu", "Tofu"),
    "mushroom": ("Mushroom, white|button mushroom", "Champignon|Pilze", "Champiñón|setas",
                 "Champignon de Paris"),
    "mushroom_uv": ("Mushroom, white, UV-exposed", "Champignon, mit UV bestrahlt|Pilze",
                    "Champiñón expuesto a luz ultravioleta|setas",
                    "Champignon de Paris exposé aux UV"),
    "chanterelle": ("Chanterelle (mushroom)", "Pfifferling|Pilze", "Rebozuelo|setas",
                    "Girolle|chanterelle|champignon"),
    "shiitake_dried": ("Shiitake, dried (mushroom)", "Shiitake, getrocknet|Pilze",
                       "Shiitake seco|setas", "Shiitaké séché|champignon"),
    "kale": ("Kale", "Grünkohl", "Col rizada|kale", "Chou frisé|chou kale"),
    "spinach": ("Spinach", "Spinat", "Espinacas", "Épinards"),
    "collards": ("Collards, cooked|collard greens", "Blattkohl, gekocht", "Berza cocida",
                 "Chou cavalier cuit"),
    "broccoli": ("Broccoli", "Brokkoli", "Brócoli|brécol", "Brocoli"),
    "brussels_sprouts": ("Brussels sprouts", "Rosenkohl", "Coles de Bruselas",
                         "Choux de Bruxelles"),
    "cabbage": ("Cabbage, white", "Weißkohl|Kohl", "Repollo|col", "Chou blanc"),
    "romaine": ("Romaine lettuce|cos lettuce", "Römersalat|Romanasalat", "Lechuga romana",
                "Laitue romaine|salade"),
    "parsley": ("Parsley", "Petersilie", "Perejil", "Persil"),
    "olive_oil": ("Olive oil", "Olivenöl", "Aceite de oliva", "Huile d'olive"),
    "rapeseed_oil": ("Rapeseed oil|canola oil", "Rapsöl", "Aceite de colza", "Huile de colza"),
    "soybean_oil": ("Soybean oil", "Sojaöl", "Aceite de soja", "Huile de soja"),
}  # fmt: skip
"""Of each food its name, and then, after strokes, what else it is called; in four languages."""

_PORTIONS: dict[str, tuple[str, str, str, str]] = {
    "fillet": ("a fillet", "ein Filet", "un filete", "un filet"),
    "piece": ("a piece", "ein Stück", "un trozo", "un morceau"),
    "slices": ("two slices", "zwei Scheiben", "dos lonchas", "deux tranches"),
    "can": ("a small can, drained", "eine kleine Dose, abgetropft", "una lata pequeña, escurrida",
            "une petite boîte, égouttée"),
    "teaspoon": ("a teaspoon", "ein Teelöffel", "una cucharadita", "une cuillère à café"),
    "tablespoon": ("a tablespoon", "ein Esslöffel", "una cucharada", "une cuillère à soupe"),
    "egg": ("an egg", "ein Ei", "un huevo", "un œuf"),
    "yolk": ("the yolk of an egg", "das Gelb eines Eis", "la yema de un huevo",
             "le jaune d'un œuf"),
    "spread": ("for a slice of bread", "für eine Scheibe Brot", "para una rebanada de pan",
               "pour une tranche de pain"),
    "glass": ("a glass", "ein Glas", "un vaso", "un verre"),
    "pot": ("a pot", "ein Becher", "un tarro", "un pot"),
    "pack": ("a small pack", "eine kleine Packung", "un paquete pequeño", "une petite barquette"),
    "bowl": ("a small bowl", "eine kleine Schale", "un cuenco pequeño", "un petit bol"),
    "plate": ("a helping", "eine Portion", "una ración", "une portion"),
    "handful": ("a handful", "eine Handvoll", "un puñado", "une poignée"),
    "two": ("two of them", "zwei Stück", "dos unidades", "deux pièces"),
}  # fmt: skip


def _by_language(words: tuple[str, str, str, str]) -> Mapping[FoodLanguage, str]:
    return MappingProxyType(dict(zip(LANGUAGES, words, strict=True)))


NAMES: Mapping[str, Mapping[FoodLanguage, tuple[str, ...]]] = MappingProxyType(
    {
        key: MappingProxyType(
            {language: tuple(text.split("|")) for language, text in _by_language(words).items()}
        )
        for key, words in _NAMES.items()
    }
)
"""Of each food, in each language: its name, then synonyms."""

PORTIONS: Mapping[str, Mapping[FoodLanguage, str]] = MappingProxyType(
    {key: _by_language(words) for key, words in _PORTIONS.items()}
)
"""A usual portion in words."""
