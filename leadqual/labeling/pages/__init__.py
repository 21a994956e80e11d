"""Pages of titles and business models."""
