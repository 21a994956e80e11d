"""Metrics that a Prometheus server reads at `/metrics`."""
