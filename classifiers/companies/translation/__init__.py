"""Words of other languages for the models that read English."""
