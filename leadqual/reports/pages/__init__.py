"""Pages of reports and of links that share them."""
