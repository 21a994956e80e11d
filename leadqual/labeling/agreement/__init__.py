"""Double labeling, blind second labels, kappa and alpha."""
