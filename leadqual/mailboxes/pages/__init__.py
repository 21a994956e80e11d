"""Pages of mailboxes."""
