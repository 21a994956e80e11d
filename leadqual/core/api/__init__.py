"""What all REST endpoints share: problems, views, request bodies."""
