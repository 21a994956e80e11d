"""Does a company sell to businesses or to consumers: features, fit, costs, reasons."""
