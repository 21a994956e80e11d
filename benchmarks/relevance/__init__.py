"""How relevant the answers of the search are: graded queries, the product, and simpler methods."""
