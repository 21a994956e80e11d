"""The address at which clients of the Model Context Protocol ask."""
