"""Tags for templates about replies."""
