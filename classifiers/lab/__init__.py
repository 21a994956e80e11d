"""The lab: methods beside each other on one subject, with few labels and with many."""
