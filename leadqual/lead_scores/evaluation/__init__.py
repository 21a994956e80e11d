"""How well each factor predicted likes and positive replies, as it stood before each of them."""
