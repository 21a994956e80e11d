"""Scores of a person over all titles, current and past."""
