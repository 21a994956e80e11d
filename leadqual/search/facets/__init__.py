"""What people and companies are searched by: one row for each facet."""
