"""Stages 2 and 3 of titles: corrections, dictionary, phrase rules."""
