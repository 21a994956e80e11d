"""Pages of lead scores."""
