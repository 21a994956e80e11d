"""Pages of the queue: the card, verdicts offline and in bulk."""
