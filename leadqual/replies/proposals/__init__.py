"""What a reply proposes: people, dates, do-not-contact, changes of a job."""
