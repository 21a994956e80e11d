"""REST endpoints of contacts, companies, lists, saved searches and exports."""
