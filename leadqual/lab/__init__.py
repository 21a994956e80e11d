"""Learning curves: results of the lab, as they come with the product and as they are run here."""
