"""Pages of imports, one file a subject."""
