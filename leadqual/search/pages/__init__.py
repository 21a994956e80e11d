"""Pages of leads, one file a subject."""
