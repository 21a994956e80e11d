"""From evidence to scores: the next card, the ranked list, explanations."""
