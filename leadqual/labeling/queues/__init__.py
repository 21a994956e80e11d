"""Which title comes next, and for whom: leases, groups, conflicts of labels."""
