"""Look up: what LeadQual says of a title, company or reply, and what it said before."""
