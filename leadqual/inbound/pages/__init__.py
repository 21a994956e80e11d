"""Pages of inbound leads: the panel of the settings, and the address that forms post to."""
