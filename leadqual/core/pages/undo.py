"""Messages about actions with an undo or redo button, and error messages.

Undo steps are stored, so that the Z key and the page of recent changes can undo them later.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.db import connection
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from leadqual.core import clock
from leadqual.core.errors import LeadqualError
from leadqual.core.models import UndoStep

MAX_UNDO_AGE = timedelta(days=1)
"""Maximum age of the last step that the Z key undoes."""
_TAG = "undo:"
_REDO = "redo:"

_KEEP = """
    WITH former AS (
        DELETE FROM core_undostep
         WHERE workspace_id = %(workspace)s AND person_id = %(person)s AND undo = %(undo)s
           AND undone_at IS NULL)
    INSERT INTO core_undostep (workspace_id, person_id, words, undo, back, done_at)
    VALUES (%(workspace)s, %(person)s, %(words)s, %(undo)s, %(back)s, %(now)s)
"""


def add_undo_message(
    request: HttpRequest, words: str, undo: str, *args: object, back: str | None = None
) -> None:
    """Show a success message with an undo button.

    Args:
        request: of the person who did it.
        words: text of the message.
        undo: URL or URL name of the undo view (POST); "" if nothing was changed.
        args: of the URL name.
        back: where to go after the undo; None for the default of the view.
    """
    address = _add_next(undo, args, back)
    if address:
        _store_step(request, words, address)
    messages.success(request, words, extra_tags=f"{_TAG}{address}" if address else "")


def offer_undo(request: HttpRequest, words: str, address: str) -> None:
    """Name an earlier change in a message with an undo button.

    Args:
        request: of the person who made it.
        words: what was done.
        address: URL of its undo view (POST).
    """
    messages.info(request, words, extra_tags=f"{_TAG}{address}")


def add_redo_message(
    request: HttpRequest, words: str, redo: str, *args: object, back: str | None = None
) -> None:
    """Show a message about an undo with a redo button; arguments as above."""
    address = _add_next(redo, args, back)
    messages.success(request, words, extra_tags=f"{_REDO}{address}" if address else "")


def _add_next(name: str, args: tuple[object, ...], back: str | None) -> str:
    if not name:
        return ""
    address = resolve_url(name, *args)
    if back is None:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'next': back})}"


def add_retry_message(request: HttpRequest, words: str) -> None:
    """Show why an undo failed, with a button to retry."""
    _store_step(request, words, request.path)
    messages.error(request, words, extra_tags=f"{_TAG}{request.path}")


def undo_address(extra_tags: str | None) -> str:
    """Return the undo URL of a message, or ""."""
    return _address(extra_tags, _TAG)


def redo_address(extra_tags: str | None) -> str:
    """Return the redo URL of a message, or ""."""
    return _address(extra_tags, _REDO)


def _address(extra_tags: str | None, kind: str) -> str:
    tags = (extra_tags or "").split()
    return next((tag.removeprefix(kind) for tag in tags if tag.startswith(kind)), "")


class ShownErrors:
    """Context manager that shows errors to the user instead of raising them.

    Args:
        shown_in: a form, or a request for a message on its next page.
        kinds: error classes to catch; others are raised.
        field: form field of the error; None for the whole form.
    """

    def __init__(
        self,
        shown_in: HttpRequest | BaseForm,
        *kinds: type[LeadqualError],
        field: str | None = None,
    ) -> None:
        self._shown_in, self._field = shown_in, field
        self._kinds = kinds or (LeadqualError,)

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, self._kinds):
            return False
        if isinstance(self._shown_in, BaseForm):
            self._shown_in.add_error(self._field, error.message)
        else:
            messages.error(self._shown_in, error.message)
        return True


class UndoneMiddleware:
    """Marks steps as undone after a POST to their undo URL; needs the workspace on the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = clock.now()
        response = self.get_response(request)
        is_form = request.method == "POST" and request.content_type != "application/json"
        if is_form and response.status_code < 400:  # HTTP errors
            workspace = getattr(request, "workspace", None)
            address, _ = split_next(request.get_full_path())
            if workspace is not None:
                of_address = UndoStep.objects.filter(workspace=workspace, undo=address)
                mark_undone(of_address, before=begun)
        return response


def mark_undone(steps: QuerySet[UndoStep], *, before: datetime | None = None) -> None:
    """Mark steps as undone, except those done again since."""
    now = clock.now()
    steps.filter(undone_at=None, done_at__lt=before or now).update(undone_at=now)


def _store_step(request: HttpRequest, words: str, address: str) -> None:
    workspace, person = getattr(request, "workspace", None), request.user.pk
    if workspace is None or person is None:
        return  # Account pages.
    undo, back = split_next(address)
    values = {"workspace": workspace.pk, "person": person, "words": words, "now": clock.now()}
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, values | {"undo": undo, "back": back})


def split_next(address: str) -> tuple[str, str]:
    """Split the `next` parameter off a URL; return the rest and its value."""
    path, _, query = address.partition("?")
    parts = parse_qsl(query, keep_blank_values=True)
    back = next((value for name, value in parts if name == "next"), "")
    other_parameters = urlencode([part for part in parts if part[0] != "next"])
    return f"{path}?{other_parameters}" if other_parameters else path, back
