"""Which encoder the companies are embedded with."""
