"""The data: companies, contacts, job titles, imports, do-not-contact."""
