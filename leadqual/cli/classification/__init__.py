"""Commands that classify files: titles, companies, replies."""
