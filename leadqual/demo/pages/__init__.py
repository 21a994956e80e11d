"""The way from sample data to an empty workspace."""
