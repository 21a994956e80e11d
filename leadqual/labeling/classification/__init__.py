"""From titles that wait to stored labels."""
