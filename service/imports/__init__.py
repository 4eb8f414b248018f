"""Files of other people's programs: what they tell of time outdoors, as items of the sync."""
