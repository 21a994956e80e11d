"""Stage 1 of titles: one spelling, roles, signature."""
