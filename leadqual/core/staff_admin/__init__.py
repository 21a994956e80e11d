"""The Django admin for staff, within the rules of the product."""
