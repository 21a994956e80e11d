"""From a host and a secret to a signed-in IMAP connection that only reads."""
