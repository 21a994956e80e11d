"""The threshold of a function, and what another one would change."""
