"""The relevance set: its files, its rules, its measures, and what the product answers."""
