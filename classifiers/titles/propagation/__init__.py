"""Which titles follow a correction: the one rule, and the corrections that it is asked of."""
