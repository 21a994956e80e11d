"""Statistics of what comes in: drift tests and sketches of quantiles."""
