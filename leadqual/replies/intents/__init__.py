"""The intent of a reply: classified, corrected, acted on."""
