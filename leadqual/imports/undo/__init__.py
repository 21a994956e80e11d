"""An import undone: what it created and what it updated."""
