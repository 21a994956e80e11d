"""Reloading of records that may have changed during a request."""

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.http import Http404


def reload_or_404(record: Model) -> None:
    """Reload a record from the database.

    Raises:
        Http404: it was deleted in the meantime, e.g. because a person was erased.
    """
    try:
        record.refresh_from_db()
    except ObjectDoesNotExist as error:
        raise Http404 from error
