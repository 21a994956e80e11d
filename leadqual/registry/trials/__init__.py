"""Evaluation of a candidate before it may go live."""
