"""Job title → functions, level and industry, with the reasons."""
