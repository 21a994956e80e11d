"""Filters for templates about titles, corrections and what they teach."""
