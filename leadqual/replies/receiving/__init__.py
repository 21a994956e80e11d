"""From files and emails to replies and threads."""
