"""Model versions, their reports, and which of each kind is live."""
