"""Two records of one person or company become one: field by field, with undo."""
