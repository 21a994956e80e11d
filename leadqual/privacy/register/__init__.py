"""One register of every table and file kind: which personal data it holds, and how it goes."""
