"""What a draft of the taxonomy would change on the titles of all workspaces."""
