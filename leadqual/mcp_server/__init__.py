"""The Model Context Protocol: tools for AI assistants, with the keys and scopes of the API."""
