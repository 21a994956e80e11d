"""The first page: what is going on, and what waits for the person."""
