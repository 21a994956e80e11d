"""Compares ways to learn from few labels: learning curves, fine-tuned and feature-based models."""
