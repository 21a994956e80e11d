"""A company as a vector: its text, the encoder, its trades."""
