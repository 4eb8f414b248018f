"""HTTP routes: parse, hand to a use case, present. No science here."""
