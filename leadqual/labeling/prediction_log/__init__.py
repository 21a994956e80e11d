"""Stored and shown predictions: written, expired."""
