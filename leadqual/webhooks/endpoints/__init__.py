"""Receivers: their settings, secrets and subscriptions."""
