"""Carry the texts of the program over into the catalogues (``make texts``)."""

import sys

from service.catalogues.extracting import CATALOGUES, renew


def main() -> int:
    """Renew every catalogue and say what has no words yet."""
    open_texts = {path.stem: renew(path) for path in sorted(CATALOGUES.glob("*.po"))}
    for language, texts in open_texts.items():
        sys.stdout.write(f"{language}: {len(texts)} texts without words\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
