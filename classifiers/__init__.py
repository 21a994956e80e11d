"""Text in, labels with evidence out: titles, companies and replies, without a database."""
