"""The LeadQual product: pages, API, jobs and command line over the pure packages."""
