"""Filters for templates about people and their titles."""
