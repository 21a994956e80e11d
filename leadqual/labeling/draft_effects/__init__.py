"""What a draft of the taxonomy would change on stored titles."""
