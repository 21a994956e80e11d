"""Shared by all apps: jobs, errors, API manners. No words of the domain, no tables."""
