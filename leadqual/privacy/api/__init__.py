"""Privacy by API."""
