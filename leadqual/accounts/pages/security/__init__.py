"""Pages about signing in: passwords, two-step verification, sessions."""
