"""Verdicts and vectors in, a ranking with neighbours out, without a database."""
