"""Where values come from: one module for each source, behind one small interface."""
