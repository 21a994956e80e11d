"""Pages of Try it."""
