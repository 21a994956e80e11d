"""Everything that happened to one person or company, newest first."""
