"""The machine: ports, files, processes."""
