"""Errors of the pure package; each message says what to do."""


class ClassifierError(Exception):
    """Base of all errors that a classifier raises on purpose."""


class ArtifactError(ClassifierError):
    """An artifact is missing, damaged, of another kind or of a newer format."""


class ModelFilesError(ClassifierError):
    """A sentence model is not there, must not be loaded, or cannot be."""


class TaxonomyError(ClassifierError):
    """A taxonomy file or table breaks a rule of the taxonomy."""
