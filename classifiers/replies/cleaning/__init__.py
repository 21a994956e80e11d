"""From an email to what its author wrote: quotes, signatures and HTML taken off."""
