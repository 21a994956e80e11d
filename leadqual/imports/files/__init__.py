"""From bytes to rows: encodings, CSV, Excel."""
