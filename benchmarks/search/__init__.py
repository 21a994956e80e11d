"""Search, company search, exports."""
