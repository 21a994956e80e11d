"""What a start prepares: folders, keys, tables, static files."""
