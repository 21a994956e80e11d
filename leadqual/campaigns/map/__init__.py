"""Positions of companies on the map."""
