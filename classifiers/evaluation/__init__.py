"""How good a model is: metrics on frozen test sets, release gates, comparisons."""
