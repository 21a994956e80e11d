"""Search over millions of contacts: counts, rows and order, without a database."""
