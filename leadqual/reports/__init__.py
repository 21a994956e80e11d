"""Reports of a team, and links that show a report or a list to people without an account."""
