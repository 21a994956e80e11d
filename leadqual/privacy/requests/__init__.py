"""Requests of people about their data: access and erasure, with a deadline."""
