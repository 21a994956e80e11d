"""What a person scores: factors, their weights, and how they add up."""
