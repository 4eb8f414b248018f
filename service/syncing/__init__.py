"""Taking samples in so that any order, repetition and division of them ends in the same state."""
