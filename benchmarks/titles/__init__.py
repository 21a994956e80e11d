"""Job titles: quality, speed, peers, long files."""
