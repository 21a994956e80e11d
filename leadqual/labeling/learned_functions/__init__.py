"""Functions learned from corrections: data, fit, preview, rollout."""
