"""REST endpoints of imports."""
