"""Business models and vectors of companies."""
