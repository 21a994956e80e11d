"""What all classifiers share: types, errors, artifacts, text, languages, the taxonomy."""
