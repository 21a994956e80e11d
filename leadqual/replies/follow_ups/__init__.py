"""What follows a reply: pauses, tasks, and do-not-contact for a company."""
