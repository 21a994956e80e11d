"""Invitations: sent to an email address, accepted by whoever reads its email."""
