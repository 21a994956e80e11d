"""Webhooks: what happens in a workspace is sent to the receivers of its managers."""
