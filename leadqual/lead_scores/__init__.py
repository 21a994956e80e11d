"""The lead score of each person: fit, engagement and timing, with weights that managers set."""
