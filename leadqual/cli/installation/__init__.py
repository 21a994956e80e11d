"""Commands about the installation: start, check, keys, workspaces."""
