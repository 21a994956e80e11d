"""Corrections, drafts of the taxonomy, learned functions, similar titles."""
