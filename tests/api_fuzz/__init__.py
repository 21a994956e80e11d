"""Requests made from the description of the API, by schemathesis."""
