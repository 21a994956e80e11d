"""Filters of the search pages: active ones, suggested values, what to relax."""
