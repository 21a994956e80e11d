"""The frozen test set that no correction may make worse."""
