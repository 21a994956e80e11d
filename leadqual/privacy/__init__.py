"""Personal data: what is held of whom and where; finding, exporting and erasing a person."""
