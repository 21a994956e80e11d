"""What a request tells of itself: its id and where it came from."""
