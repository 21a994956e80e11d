"""What can be wrong with the rules of the lead score."""
