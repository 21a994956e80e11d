"""What the product knows of a company beside its row: vectors, business model, page data."""
