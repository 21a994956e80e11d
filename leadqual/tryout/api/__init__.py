"""What is tried, by API."""
