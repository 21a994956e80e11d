"""Tags for templates about workspaces and their members."""
