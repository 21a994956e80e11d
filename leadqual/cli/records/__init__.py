"""Commands about records: imports, exports, search, people."""
