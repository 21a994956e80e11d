"""What typed words mean: their syntax, what they are looked up by, what they are read as."""
