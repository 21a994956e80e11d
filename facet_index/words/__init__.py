"""Words: how texts are cut and folded, and which texts hold a word."""
