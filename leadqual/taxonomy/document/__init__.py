"""The taxonomy as one document: parsed, validated, compared, written to tables."""
