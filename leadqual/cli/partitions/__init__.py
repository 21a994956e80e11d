"""Folders of Parquet files: read by an engine, file by file, on one machine or on many."""
