"""What titles, companies and replies were predicted to be: looked up by text, time and version."""
