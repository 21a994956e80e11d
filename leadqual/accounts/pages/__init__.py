"""Pages of accounts: signing in, switching the workspace, settings."""
