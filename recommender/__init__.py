"""Verdicts and vectors in, a ranking with neighbors out, without a database."""
