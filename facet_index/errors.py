"""Errors of the facet index; each message says what to do."""


class FacetError(Exception):
    """Base of all errors that the facet index raises on purpose."""


class FacetFileError(FacetError):
    """The files of an index are missing, torn or of another layout; they are built again."""
