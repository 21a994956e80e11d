"""What happened in the sample workspace before today, done by the product's own services."""
