"""Other libraries beside the product on the same titles, and which departments are confused."""
