"""Try it: a title, a company or a reply from anybody, answered and not kept."""
