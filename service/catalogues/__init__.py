"""Texts of the program in other languages, one catalogue each; English is in the program itself."""
