"""Lead scores at scale."""
