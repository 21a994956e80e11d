"""Many people at once: searching, qualifying and reading, against a whole installation."""
