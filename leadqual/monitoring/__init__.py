"""What is watched: what comes in, how right the models are, how quickly the product answers."""
