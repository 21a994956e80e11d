"""Many verdicts as one step: from a list, offline, from a region of the map."""
