"""Alerts: opened, kept open, closed, delivered."""
