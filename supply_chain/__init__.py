"""What the product is made of that others wrote: packages, licenses, known weaknesses."""
