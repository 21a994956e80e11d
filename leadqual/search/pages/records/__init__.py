"""Pages on which contacts and companies are created, edited and worked on."""
