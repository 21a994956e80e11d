"""Who must not be contacted: entries, the keys they match by, and where they come from."""
