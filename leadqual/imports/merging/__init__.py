"""Chunks of rows into the tables, by sets in SQL."""
