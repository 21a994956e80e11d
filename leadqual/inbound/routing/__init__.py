"""Routing: which member gets a lead, by ordered rules."""
