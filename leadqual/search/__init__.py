"""People and Companies: find, count, save, list, export."""
