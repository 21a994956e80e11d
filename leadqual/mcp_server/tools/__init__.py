"""The tools, one file for each subject; each asks operations of the API."""
