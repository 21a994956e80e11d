"""Messages that say what was done and offer to undo it, or to do it again."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import resolve_url

_TAG = "undo:"
_REDO = "redo:"


def say_undoable(
    request: HttpRequest, words: str, undo: str, *args: object, back: str | None = None
) -> None:
    """Say what was done, with a button that undoes it.

    Args:
        request: of whoever did it.
        words: what was done.
        undo: address that undoes it by a post, or its name; "" where nothing was changed.
        args: of the address, where it is a name.
        back: where the undo leads to; None leaves that to its page.
    """
    query = "" if back is None else "?" + urlencode({"next": back})
    tag = f"{_TAG}{resolve_url(undo, *args)}{query}" if undo else ""
    messages.success(request, words, extra_tags=tag)


def say_redoable(
    request: HttpRequest, words: str, redo: str, *args: object, back: str | None = None
) -> None:
    """Say what was undone, with a button that does it again.

    Args:
        request: of whoever undid it.
        words: what was undone.
        redo: address that does it again by a post, or its name; "" where nothing was changed.
        args: of the address, where it is a name.
        back: where the redo leads to; None leaves that to its page.
    """
    query = "" if back is None else "?" + urlencode({"next": back})
    tag = f"{_REDO}{resolve_url(redo, *args)}{query}" if redo else ""
    messages.success(request, words, extra_tags=tag)


def say_not_undone(request: HttpRequest, words: str) -> None:
    """Say why an undo failed, with a button that tries it again."""
    messages.error(request, words, extra_tags=f"{_TAG}{request.path}")


def undo_address(extra_tags: str | None) -> str:
    """Return the address that undoes what a message says; "" where nothing does."""
    return _address(extra_tags, _TAG)


def redo_address(extra_tags: str | None) -> str:
    """Return the address that does again what a message says is undone; "" where nothing does."""
    return _address(extra_tags, _REDO)


def _address(extra_tags: str | None, kind: str) -> str:
    tags = (extra_tags or "").split()
    return next((tag.removeprefix(kind) for tag in tags if tag.startswith(kind)), "")
