"""Tables of people and companies: chosen columns, and what a row shows in each."""
