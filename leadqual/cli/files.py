"""Rows in, rows out: CSV, JSONL or Parquet by suffix, `-` for a pipe."""


class FileError(Exception):
    """A file cannot be read or written; the message tells a person why."""
