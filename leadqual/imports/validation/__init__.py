"""From cells to clean values, or the reason for a rejection."""
