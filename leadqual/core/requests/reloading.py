"""Records that were changed under a request, read again."""

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.http import Http404


def reload_or_404(record: Model) -> None:
    """Read a record again from the database.

    Raises:
        Http404: it was deleted in the meantime, as when its person was erased.
    """
    try:
        record.refresh_from_db()
    except ObjectDoesNotExist as error:
        raise Http404 from error
