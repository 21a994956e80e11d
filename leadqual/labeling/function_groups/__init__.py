"""Groups of functions, proposed from example titles and kept as saved searches."""
