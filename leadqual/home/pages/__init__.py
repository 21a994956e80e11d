"""The Home page and the palette."""
