"""Commands about models: training, evaluation, corrections, the taxonomy."""
