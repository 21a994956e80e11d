"""What companies are compared by: industry and sector, bands of size, age and funding, regions."""
