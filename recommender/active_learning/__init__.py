"""Which company to ask about next."""
