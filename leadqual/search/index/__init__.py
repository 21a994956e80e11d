"""The facet index of each workspace: made from the tables, kept up to date, asked by the search."""
