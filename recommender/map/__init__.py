"""Companies on a plane: projection and regions."""
