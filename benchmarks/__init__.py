"""Quality and speed of the pure packages; `python -m benchmarks --help`."""
