"""What the OpenAPI description says of every operation, without a word in its view."""
