"""Pages as a browser loads them."""
