"""From which score the product acts on an intent without a person."""
