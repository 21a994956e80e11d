"""Enrichment: missing values of records are filled from websites, webhooks, questions and text."""
