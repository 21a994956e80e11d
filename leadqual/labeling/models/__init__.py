"""Tables of labels, corrections and queues."""
