"""How far a clock may be put back before what was noted by it counts no more."""

from datetime import timedelta

CLOCK_SLIP = timedelta(minutes=1)
"""Clocks are corrected by less than that all the time; by more they were wrong, or are now."""
