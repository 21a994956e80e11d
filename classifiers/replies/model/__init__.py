"""Stage 2 of replies: features, the network of words, the sentence encoder, both as one."""
