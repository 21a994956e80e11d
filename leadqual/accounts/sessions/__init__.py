"""Sessions of people: how long they last, the list of them, and their end."""
