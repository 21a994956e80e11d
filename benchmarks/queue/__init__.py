"""The queue in a browser: how soon the next card is there, and whether every press counts once."""
