"""UV forecast providers: one file each, all ending in the same kind of forecast."""
