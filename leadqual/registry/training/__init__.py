"""Training a candidate on this installation."""
