"""What those who may not correct propose; a reviewer decides."""
