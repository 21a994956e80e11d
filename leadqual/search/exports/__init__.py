"""Contacts of a search or a list leave as CSV, Excel or Parquet."""
