"""Two lists of titles or companies, matched by meaning and by spelling."""
