"""API keys: what they may be used for, how long they work, and how they are rotated."""
