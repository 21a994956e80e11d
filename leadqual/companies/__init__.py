"""Data of companies that is computed: vectors, business models, what a page shows."""
