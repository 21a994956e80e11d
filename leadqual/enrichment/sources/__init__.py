"""Sources of values: one module for each, with one small interface."""
