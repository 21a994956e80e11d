"""Look up: predictions for a title, company or reply, and past predictions."""
