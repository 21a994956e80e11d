"""Companies as arrays: small workspaces in memory, large ones by index files."""
