"""Duplicates of a workspace: found by a job, reviewed in pairs, merged one by one or in bulk."""
