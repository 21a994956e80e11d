"""From likes and dislikes to scores."""
