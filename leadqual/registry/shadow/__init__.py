"""A candidate beside the live model: both read, one answers."""
