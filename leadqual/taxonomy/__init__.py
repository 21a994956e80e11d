"""Departments, functions, levels, industries, dictionary and rules, as tables."""
