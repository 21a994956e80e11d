"""What lets web servers and workers run on several hosts."""
