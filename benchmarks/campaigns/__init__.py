"""Ranking, strategies, qualifiers at work, the map."""
