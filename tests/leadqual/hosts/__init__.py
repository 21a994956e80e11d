"""Several hosts of one installation."""
