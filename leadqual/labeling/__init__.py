"""What titles are: classified by the cascade, corrected by people."""
