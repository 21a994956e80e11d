"""Tags for templates about imports."""
