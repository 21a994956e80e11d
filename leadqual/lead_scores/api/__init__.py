"""Lead scores by API."""
