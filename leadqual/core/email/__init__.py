"""Email files and addresses."""
