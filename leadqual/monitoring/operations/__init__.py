"""Latencies, failures and queue lengths, hour by hour."""
