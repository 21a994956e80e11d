"""Files that commands read and write, with progress and resuming."""
