"""Companies and contacts from files: read, checked, merged, with a result for every row."""
