"""What is kept for a limited time, and the nightly job that deletes the rest."""
