"""Fitting the title model: datasets, thresholds, label errors, the frozen test set."""
