"""Stage 4 of titles: features, network, explanations, learned functions."""
