"""Columns of the tables of people and companies: one row a column."""
