"""Lists, decision makers, and do-not-contact for many people at once."""
