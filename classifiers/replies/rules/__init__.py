"""Stage 1 of replies: phrases that decide alone, denials, and what an email proposes."""
