"""Postgres and Redis from their wheels."""
