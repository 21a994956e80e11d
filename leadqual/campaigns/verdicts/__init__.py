"""Verdicts: leases, double judging, agreement, progress."""
